"""Formulas: one pure file each, looked up by name from this folder.

A formula file has
- `estimates(inputs, parameters) -> Estimates`: the figures from additive counts. Inputs and estimates are columns with one
  row per week and segment, so that the arithmetic is written once and done for all of them;
- `NEVER_MIXED`: dimensions of which one figure must hold a single value only (scales that run opposite ways, ...);
- optionally `series(inputs) -> (n, sum, sum of squares)` of per-answer values, for alerts and the rate/mix split
  (NPS +100/0/-100, shares 100/0, means the answers): only arithmetic, so that numbers and whole columns both work;
- optionally `watched(inputs)`: the same of 100 x logarithms, for alerts alone, where the figure is no mean (a median);
- optionally `BINS = "..."`: the input that is a bin's number: `inputs["bins"]` is then a core/quantiles.Histograms;
- optionally `CUMULATIVE = True`: the inputs are sums over all weeks up to and including the week, `inputs["week"]`.
Inputs that a metric takes from another family (`also`) are there only where that family has them, and NaN elsewhere.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cxpulse.core.errors import ConfigurationError
from cxpulse.core.measurement import Estimate

if TYPE_CHECKING:
    from cxpulse.core.estimates import Estimates

Inputs = Mapping[str, Any]
Parameters = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Formula:
    """A loaded formula file."""

    name: str
    estimates: Callable[[Inputs, Parameters], Estimates]
    never_mixed: tuple[str, ...]
    series: Callable[[Inputs], tuple[Any, Any, Any]] | None
    watched: Callable[[Inputs], tuple[Any, Any, Any]] | None
    bins: str | None
    cumulative: bool

    @property
    def logs(self) -> bool:
        """Whether alerts watch 100 x logarithms."""
        return self.series is None and self.watched is not None

    def estimate(self, inputs: Inputs, parameters: Parameters) -> Estimate:
        """One figure. inputs: numbers; a mapping of bin -> count for `bins`; a date for `week`."""
        return self.estimates({name: _column(value) for name, value in inputs.items()}, parameters).at(0)


def _column(value: Any) -> Any:
    """A column with this one row."""
    import numpy as np

    from cxpulse.core.quantiles import Histograms

    if isinstance(value, Mapping):
        return Histograms.of_mappings([value])
    day = isinstance(value, dt.date)
    return np.array([np.datetime64(value, "D").astype(int) if day else value], dtype=float)


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
        estimates=module.estimates,
        never_mixed=tuple(module.NEVER_MIXED),
        series=getattr(module, "series", None),
        watched=getattr(module, "watched", None) or getattr(module, "series", None),
        bins=getattr(module, "BINS", None),
        cumulative=getattr(module, "CUMULATIVE", False),
    )
