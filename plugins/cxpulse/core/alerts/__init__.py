"""Alerts: which series has fallen, how sure that is, and the life of an alert. Pure; numpy only."""
