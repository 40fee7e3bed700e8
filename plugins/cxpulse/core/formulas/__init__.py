"""Formulas: one pure file each, looked up by name from this folder.

A formula file has
- `estimate(inputs, parameters) -> Estimate`: the figure from additive counts of one week and segment;
- `NEVER_MIXED`: dimensions of which one figure must hold a single value only (scales that run opposite ways, ...);
- optionally `series(inputs) -> (n, sum, sum of squares)` of per-answer values, for alerts and the rate/mix split
  (NPS +100/0/-100, shares 100/0, means the answers): only arithmetic, so that numbers and whole columns both work;
- optionally `watched(inputs)`: the same of 100 x logarithms, for alerts alone, where the figure is no mean (a median);
- optionally `BINS = "..."`: the input that is a bin's number: `inputs["bins"]` is then bin -> count;
- optionally `CUMULATIVE = True`: the inputs are sums over all weeks up to and including the week, `inputs["week"]`.
Inputs that a metric takes from another family (`also`) are there only where that family has them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cxpulse.core.errors import ConfigurationError
from cxpulse.core.measurement import Estimate

Inputs = Mapping[str, Any]
Parameters = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Formula:
    """A loaded formula file."""

    name: str
    estimate: Callable[[Inputs, Parameters], Estimate]
    never_mixed: tuple[str, ...]
    series: Callable[[Inputs], tuple[Any, Any, Any]] | None
    watched: Callable[[Inputs], tuple[Any, Any, Any]] | None
    bins: str | None
    cumulative: bool

    @property
    def logs(self) -> bool:
        """Whether alerts watch 100 x logarithms."""
        return self.series is None and self.watched is not None


def formula_names() -> list[str]:
    """Every formula there is: the files of this folder."""
    return sorted(m.name for m in pkgutil.iter_modules(__path__))


@lru_cache(maxsize=64)
def load_formula(name: str) -> Formula:
    """One formula by name. Raises ConfigurationError that lists what there is."""
    if name not in formula_names():
        raise ConfigurationError(f"no formula named '{name}'; there are: {', '.join(formula_names())}")
    module = importlib.import_module(f"{__name__}.{name}")
    return Formula(
        name=name,
        estimate=module.estimate,
        never_mixed=tuple(module.NEVER_MIXED),
        series=getattr(module, "series", None),
        watched=getattr(module, "watched", None) or getattr(module, "series", None),
        bins=getattr(module, "BINS", None),
        cumulative=getattr(module, "CUMULATIVE", False),
    )
