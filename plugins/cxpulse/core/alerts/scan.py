"""What a rule is given and what it gives."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from cxpulse.core.alerts import rules
from cxpulse.core.alerts.grid import Bools, Floats, Grid, Ints
from cxpulse.core.errors import ConfigurationError

BASELINE_WEEKS = 52
GAP_WEEKS = 8       # the baseline ends this many weeks before the judged one, so that a slide does not hide itself
WIDTH = BASELINE_WEEKS + GAP_WEEKS + 1
LEAST_HISTORY = 26  # baseline weeks with answers
LEAST_WEEK = 10     # answers in the judged week, and in the typical week of the baseline
LEAST_WINDOW = 30   # answers in a window
MARGIN_PART = 0.3   # of the margin is taken off a drop: the thresholds of long windows hold back small drops already
WINDOWS = 8         # windows of 1, 2, ... 8 weeks


@dataclass(frozen=True)
class Promise:
    """At most so many false alerts a year over the whole portfolio."""

    false_alerts_per_year: float

    @property
    def per_week(self) -> float:
        """False alerts a week that the promise leaves to all series together. 2 a year: 0.038."""
        return self.false_alerts_per_year / 52.0


@dataclass(frozen=True)
class Scan:
    """One week of all series, before their lives are considered. Floats of length K, NaN where there is no figure.

    z: the standardised drop of the window that is nearest to, or furthest over, its threshold; threshold: what z must
    exceed; window: that window's length in weeks (0 = none could be judged); drop, usual, now: in the metric's unit, drop
    positive when worse; n: answers in the window. history, answers: whether there was enough of each.
    by_window, limits, errors: standardised drops, thresholds and standard errors of all windows, K by WINDOWS;
    unscaled: `by_window` before the portfolio's own scatter was allowed for (what the next weeks learn from);
    drops, means, counts: drop, mean and answers of all windows.
    """

    z: Floats
    threshold: Floats
    window: Ints
    drop: Floats
    usual: Floats
    now: Floats
    n: Floats
    history: Bools
    answers: Bools
    by_window: Floats
    limits: Floats
    errors: Floats
    unscaled: Floats
    drops: Floats
    means: Floats
    counts: Floats

    def shown_at(self, rows: Ints, windows: Ints) -> Scan:
        """The same with the figures of other windows for some series; windows: lengths in weeks, one per row."""
        columns = windows - 1
        window = self.window.copy()
        window[rows] = windows
        changed: dict[str, Any] = {"window": window}
        for name, source in SHOWN.items():
            values = getattr(self, name).copy()
            values[rows] = getattr(self, source)[rows, columns]
            changed[name] = values
        return replace(self, **changed)


SHOWN = {"z": "by_window", "threshold": "limits", "drop": "drops", "now": "means", "n": "counts"}


class Rule(Protocol):
    """A rule of detection: one file of core/alerts/rules with a function `scan`.

    grid: up to and including the judged week (its last column); usable: weeks that may serve as baseline (answers,
    not announced, not part of an alert); scale: by how much the portfolio's standardised drops scattered more than
    they should, K by WINDOWS (1 where they did not); promise: the promise to keep.
    """

    def __call__(self, grid: Grid, usable: Bools, scale: Floats, promise: Promise) -> Scan: ...


def rule_names() -> list[str]:
    """Every rule there is: the files of core/alerts/rules."""
    return sorted(m.name for m in pkgutil.iter_modules(rules.__path__))


def load_rule(name: str) -> Rule:
    """A rule by name. Raises ConfigurationError that lists what there is."""
    if name not in rule_names():
        raise ConfigurationError(f"no alert rule named '{name}'; there are: {', '.join(rule_names())}")
    rule: Rule = importlib.import_module(f"cxpulse.core.alerts.rules.{name}").scan
    return rule


def recent(values: np.ndarray, weeks: int = WIDTH) -> np.ndarray:
    """The last `weeks` columns, filled with zeros in front when there are fewer."""
    missing = weeks - values.shape[1]
    if missing <= 0:
        return values[:, -weeks:]
    return np.concatenate([np.zeros((values.shape[0], missing), values.dtype), values], axis=1)

