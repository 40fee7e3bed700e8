"""What no rule can pass."""

from __future__ import annotations

import math

from cxpulse.core.alerts.normal import cdf, upper_quantile


def ceiling(drops: list[float], n: float, spread: float, answer_spread: float, false_a_year: float, series: int) -> float:
    """Largest chance to find a drop within len(drops) weeks, for a rule that looks at one series and knows its usual level.

    drops: points lost in each week after it began; spread: normal extra spread of a week, answer_spread: of one answer.
    Phi(sqrt(sum d^2 / (s^2/n + t^2)) - z), z the upper quantile at weeks x false alarms per series and week (Neyman and
    Pearson). 10 points for 4 weeks at n = 200, s = 79, t = 1.89, 2 a year on 60 series: 0.72.
    """
    variance = answer_spread**2 / n + spread**2
    signal = math.sqrt(sum(d * d for d in drops) / variance)
    return cdf(signal - upper_quantile(len(drops) * false_a_year / (52 * series)))
