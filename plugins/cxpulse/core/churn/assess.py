"""From a past period with its outcome, a later one, and today: the model that holds, how good it is, and probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxpulse.core.churn.propensity import Choice, Quality, build, model_for, quality
from cxpulse.core.churn.traps import traps

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Period:
    """Customers as of a cut-off: features (one row each), and whether each left within the outcome time after it."""

    features: pd.DataFrame
    left: npt.NDArray[np.bool_]

    @property
    def events(self) -> int:
        """How many left."""
        return int(self.left.sum())


@dataclass(frozen=True, slots=True)
class Assessment:
    """model: what speaks ('flags': no probability). quality: on the later period, of a model that knew only the earlier one.
    refused: columns that were left out, with the reason. probability: today's, in the order of the rows given."""

    model: Choice
    events: int
    quality: Quality | None
    rival: Quality | None
    refused: dict[str, str]
    probability: Floats | None


def assess(earlier: Period, later: Period, today: pd.DataFrame) -> Assessment:
    """Learns from the earlier period, is judged on the later one, and then looks at today's customers.

    Under 50 leavers in the earlier period (or none at all later): flags. Above 500, gradient boosting is tried too and
    kept only if its AUC on the later period is higher. The model that speaks of today is fitted on both periods.
    """
    refused = traps(earlier.features, earlier.left)
    kept = [str(c) for c in earlier.features if c not in refused and earlier.features[c].notna().any()]
    wanted = model_for(earlier.events)
    if wanted == "flags" or later.events in (0, len(later.left)):
        return Assessment("flags", earlier.events, None, None, refused, None)
    choice, judged, rival = _better(wanted, earlier, later, kept)
    both = pd.concat([earlier.features[kept], later.features[kept]], ignore_index=True)
    model = build(choice, both).fit(both, np.concatenate([earlier.left, later.left]))
    probability = _leaving(model, today[kept]) if len(today) else np.zeros(0)
    return Assessment(choice, earlier.events, judged, rival, refused, probability)


def _better(wanted: Choice, earlier: Period, later: Period, kept: list[str]) -> tuple[Choice, Quality, Quality | None]:
    plain = _judge("ridge_logistic", earlier, later, kept)
    if wanted != "gradient_boosting":
        return "ridge_logistic", plain, None
    boosted = _judge("gradient_boosting", earlier, later, kept)
    return ("gradient_boosting", boosted, plain) if boosted.auc > plain.auc else ("ridge_logistic", plain, boosted)


def _judge(choice: Choice, earlier: Period, later: Period, kept: list[str]) -> Quality:
    model = build(choice, earlier.features[kept]).fit(earlier.features[kept], earlier.left)
    return quality(later.left, _leaving(model, later.features[kept]))


def _leaving(model: Any, features: pd.DataFrame) -> Floats:
    return np.asarray(model.predict_proba(features)[:, 1], dtype=float)
