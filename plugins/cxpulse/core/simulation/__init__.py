"""Portfolios with known truth, the rules that people use, and the ceiling that no rule can pass."""
