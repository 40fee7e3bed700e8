"""How likely each customer is to leave, by as much model as the number of past leavers can carry.

Under 50 leavers in training no model is fitted: the early-warning flags speak. 50 to 500: ridge logistic regression. Above:
gradient boosting, kept only if it beats the regression on a later period. Scores are calibrated where they are judged:
on customers that the model has not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Choice = Literal["flags", "ridge_logistic", "gradient_boosting"]


@dataclass(frozen=True, slots=True)
class Quality:
    """How good scores are on customers not trained on.

    auc: chance that a leaver scores above a stayer, .5 = no better than chance; calibration_error: mean gap between
    predicted and seen share over ten equal groups, weighted by size; lift: leavers in the top tenth against the average.
    """

    auc: float
    calibration_error: float
    lift: float
    events: int
    n: int


def model_for(events: int) -> Choice:
    """Which model the number of leavers in training can carry. 49 -> flags, 50 -> ridge_logistic, 501 -> gradient_boosting."""
    if events < 50:
        return "flags"
    return "ridge_logistic" if events <= 500 else "gradient_boosting"


def build(choice: Choice, features: pd.DataFrame) -> Any:
    """An unfitted scikit-learn pipeline for these columns: numbers scaled, words one-hot, missing as its own state.

    Raises ValueError for 'flags', which is no model.
    """
    from sklearn.compose import make_column_transformer
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    if choice == "flags":
        raise ValueError("under 50 leavers no model is fitted; use the early-warning flags")
    numbers = [c for c in features if pd.api.types.is_numeric_dtype(features[c])]
    words = [c for c in features if c not in numbers]
    encode = make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numbers),
        (OneHotEncoder(handle_unknown="ignore", min_frequency=10, sparse_output=False), words),
    )
    if choice == "ridge_logistic":
        return make_pipeline(encode, LogisticRegression(C=1.0, max_iter=2000))
    return make_pipeline(encode, HistGradientBoostingClassifier(max_depth=3, learning_rate=0.05, max_iter=200, random_state=0))


def quality(left: npt.ArrayLike, score: npt.ArrayLike) -> Quality:
    """Judges scores in [0, 1] against what happened. Raises ValueError when nobody, or everybody, left.

    left [0, 0, 1, 1], score [.1, .4, .35, .8] -> auc .75.
    """
    y, p = np.asarray(left, dtype=float), np.asarray(score, dtype=float)
    events = int(y.sum())
    if events in (0, len(y)):
        raise ValueError(f"{events} of {len(y)} left: quality needs both leavers and stayers")
    ranks = pd.Series(p).rank().to_numpy()
    auc = (ranks[y == 1].sum() - events * (events + 1) / 2) / (events * (len(y) - events))
    order = np.argsort(p, kind="stable")
    groups = [g for g in np.array_split(order, 10) if len(g)]
    gap = sum(len(g) * abs(p[g].mean() - y[g].mean()) for g in groups) / len(y)
    return Quality(float(auc), float(gap), float(y[groups[-1]].mean() / y.mean()), events, len(y))


def revenue_at_risk(
    probability: npt.ArrayLike, yearly_value: npt.ArrayLike, events: int | None = None
) -> tuple[float, float, float]:
    """Expected yearly value lost and its 95% interval (low, high), customers leaving independently of each other.

    Variance sum(v^2 p (1-p)), and when `events` is given (leavers that the level was learned from) the level's own error,
    expected^2 / events: whatever moves all probabilities together. The interval is cut at 0 and at the whole value. It does
    not hold a change of the world since then. p [.5, .1], value [100, 1000] -> 150, (0, 746); with 4 events (0, 764).
    """
    p, v = np.asarray(probability, dtype=float), np.asarray(yearly_value, dtype=float)
    expected = float(np.dot(p, v))
    level = expected**2 / events if events else 0.0
    spread = 1.959963985 * float(np.sqrt(np.dot(v**2, p * (1 - p)) + level))
    return expected, max(expected - spread, 0.0), min(expected + spread, float(v.sum()))
