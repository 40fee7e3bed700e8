"""How long customers stay: Kaplan-Meier curves and retention cohorts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd


def kaplan_meier(duration: npt.ArrayLike, ended: npt.ArrayLike) -> pd.DataFrame:
    """Share still with us after each duration at which somebody left.

    duration: time observed, any unit; ended: True when the customer left then, False when still here (censored).
    Gives columns time, at_risk, left, survival, low, high: the interval is 95% on the log-log scale with Greenwood's
    variance (Kalbfleisch and Prentice), so it stays in [0, 1]. Raises ValueError on a negative or missing duration.

    Durations 1, 2, 2+, 3 (+ = still here): survival 0.75, 0.5, 0.0.
    """
    time = np.asarray(duration, dtype=float)
    event = np.asarray(ended, dtype=bool)
    if not np.isfinite(time).all() or (time < 0).any():
        raise ValueError("durations must be numbers of at least 0")
    times = np.unique(time[event])
    at_risk = np.array([(time >= t).sum() for t in times])
    left = np.array([(time[event] == t).sum() for t in times])
    survival = np.cumprod(1 - left / at_risk) if len(times) else np.array([])
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(left / (at_risk * (at_risk - left)))
        width = 1.959963985 * np.sqrt(greenwood) / np.abs(np.log(survival))
        low, high = survival ** np.exp(width), survival ** np.exp(-width)
    inside = (survival > 0) & (survival < 1)
    return pd.DataFrame(
        {
            "time": times,
            "at_risk": at_risk,
            "left": left,
            "survival": survival,
            "low": np.where(inside, low, np.nan),
            "high": np.where(inside, high, np.nan),
        }
    )


def survival_at(curve: pd.DataFrame, times: tuple[int, ...]) -> pd.DataFrame:
    """The curve read at some times: columns time, at_risk (those still watched then), survival, low, high.

    Times after the last one at which somebody left, and with fewer than 10 customers still watched, are left out: nobody
    can tell. Before the first loss the share is 1. Durations 1, 2, 2+, 3 at time 2 -> 0.5 (were there ten of them).
    """
    rows = []
    for time in times:
        before = curve.loc[curve["time"] <= time]
        after = curve.loc[curve["time"] >= time]
        watched = int(after["at_risk"].max()) if len(after) else 0
        if watched < 10:
            continue
        last = before.iloc[-1] if len(before) else {"survival": 1.0, "low": np.nan, "high": np.nan}
        rows.append((time, watched, float(last["survival"]), float(last["low"]), float(last["high"])))
    return pd.DataFrame(rows, columns=["time", "at_risk", "survival", "low", "high"])


def cohorts(first: pd.Series, active: pd.DataFrame, last_complete: pd.Period) -> pd.DataFrame:
    """Share of each cohort that was active in each period after its first.

    first: first period (pandas Period) per customer, indexed by customer; active: columns customer, period, one row for
    each period in which the customer was active. Periods after `last_complete` are left out of the numerator and their
    cells are missing, so a period that is still running never looks like a fall. Gives one row per cohort (index:
    period), column `size` and columns 0, 1, 2, ... with shares; missing where the cohort has not lived that long.
    """
    frame = active.drop_duplicates().assign(cohort=lambda d: d["customer"].map(first))
    frame = frame.loc[frame["period"] <= last_complete]
    frame["age"] = frame["period"].astype("int64") - frame["cohort"].astype("int64")
    counts = frame.groupby(["cohort", "age"])["customer"].nunique().unstack()
    size = first.loc[first <= last_complete].value_counts().sort_index()
    lived = pd.Series(last_complete.ordinal - size.index.astype("int64"), index=size.index)
    shares = counts.reindex(size.index).div(size, axis=0)
    for age in range(int(lived.max()) + 1):
        complete = lived >= age
        column = shares[age] if age in shares else pd.Series(np.nan, index=size.index)
        shares[age] = column.fillna(0.0).where(complete)
    shares = shares[sorted(int(c) for c in shares.columns if int(c) >= 0)]
    shares.insert(0, "size", size)
    return shares
