"""Fields that are known only after a customer has left: with them every model looks perfect, and foretells nothing."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

_NAMES = re.compile(r"(^|_)(status|ended?|end_date|lost(_on)?|left|cancel\w*|churn\w*|terminat\w*|expire\w*|closed|exit\w*|offboard\w*|updated_at|win_?back)(_|$)")
TOO_GOOD = 0.95


def traps(features: pd.DataFrame, left: npt.ArrayLike) -> dict[str, str]:
    """Columns that must not be learned from -> why.

    By name (status, end_date, cancelled..., churn...), and by what they do: a single column, or just whether it is filled,
    that tells leavers from stayers with an AUC of 0.95 or more is taken for a consequence of leaving. Real early signs of
    single customers stay far below that. Needs 20 leavers and 20 stayers for the second test.
    """
    y = np.asarray(left, dtype=bool)
    found = {c: "its name says that it is known only afterwards" for c in map(str, features.columns) if _NAMES.search(c.lower())}
    if min(y.sum(), (~y).sum()) < 20:
        return found
    for column in (c for c in map(str, features.columns) if c not in found):
        best = max(_auc(_scores(features[column], y), y), _auc(np.asarray(features[column].isna(), dtype=float), y))
        if best >= TOO_GOOD:
            found[column] = f"alone it tells leavers from stayers (AUC {best:.2f}): it is known only afterwards"
    return found


def _scores(column: pd.Series, y: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """A column as one number per row; words by the share that left among their other rows."""
    if pd.api.types.is_numeric_dtype(column):
        numbers = column.astype(float)
        return np.asarray(numbers.fillna(numbers.median()).fillna(0.0), dtype=float)
    words = column.astype(object).where(column.notna(), "").astype(str)
    total, hits = words.map(words.value_counts()), words.map(pd.Series(y, index=column.index).groupby(words).sum())
    overall = y.mean()
    return np.asarray((hits - y + 2 * overall) / (total - 1 + 2), dtype=float)


def _auc(score: npt.NDArray[np.float64], y: npt.NDArray[np.bool_]) -> float:
    ranks = pd.Series(score).rank().to_numpy()
    events = int(y.sum())
    area = (ranks[y].sum() - events * (events + 1) / 2) / (events * (len(y) - events))
    return float(max(area, 1 - area))
