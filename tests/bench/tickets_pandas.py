"""The ticket figures with pandas, from the same Parquet files: what ours are compared with."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxpulse.core.quantiles import BASE, SCALE

METRICS = [
    "tickets_created", "tickets_solved", "backlog", "reopen_rate", "one_touch_rate", "first_reply_median", "first_reply_p90",
    "resolution_median", "resolution_p90", "first_contact_resolution", "repeat_contact_rate", "backlog_age_median",
]  # fmt: skip
DIMENSIONS = ["channel", "team", "priority", "touchpoint", "stage", "region", "plan"]
_NEEDED = [
    "ticket_id", "requester_key", "created_at", "solved_at", "updated_at", "status", "reopens", "replies",
    "first_reply_minutes", "resolution_minutes",
]  # fmt: skip
_DAY = np.timedelta64(1, "D")
_COUNTS = ["created", "solved", "known", "reopened", "one_touch", "came", "went", "first", "soon", "repeated"]


def figures(
    folder: Path, weeks: list[dt.date], edges: np.ndarray, groups: list[list[str]], finest: bool, tuned: bool
) -> pd.DataFrame:
    """metric, week, the dimensions of the groups, n, value. finest: count at the finest segment first, as ours does."""
    keys = DIMENSIONS if finest else groups[-1]
    edges = np.append(edges, edges[-1] + 7 * _DAY)
    rows = _read(folder, keys, edges, tuned)
    counted = _counted(rows, keys, len(weeks))
    parts = []
    for group in groups:
        parts += _shares(counted, group)
        for metric, column, week, q in (
            ("first_reply_median", "reply", "came_week", 0.5), ("first_reply_p90", "reply", "came_week", 0.9),
            ("resolution_median", "solve", "solve_week", 0.5), ("resolution_p90", "solve", "solve_week", 0.9),
        ):  # fmt: skip
            parts.append(_quantile(rows, group, week, column, q).assign(metric=metric))
    parts.append(_ages(rows, edges).assign(metric="backlog_age_median"))
    out = pd.concat(parts, ignore_index=True)
    out = out[(out["week"] >= 0) & (out["week"] < len(weeks)) & (out["n"] > 0)]
    out["week"] = [weeks[int(i)].isoformat() for i in out["week"]]
    minimum = np.where(out["metric"].str.endswith("p90"), 36, 10)
    no_limit = out["metric"].isin(["tickets_created", "tickets_solved", "backlog", "backlog_age_median"])
    return out.assign(value=out["value"].where(no_limit | (out["n"] >= minimum)), low=np.nan, high=np.nan)


def read(files: list[Path], columns: list[str], categories: list[str]) -> pd.DataFrame:
    """Parquet files as one table; with categories as pandas' own reader gives them when asked, else as it gives all texts."""
    if not categories:
        return pd.concat([pd.read_parquet(f, columns=columns) for f in files], ignore_index=True)
    return pd.read_parquet(files, columns=columns, read_dictionary=categories, partitioning=None)


def _read(folder: Path, keys: list[str], edges: np.ndarray, tuned: bool) -> pd.DataFrame:
    files = sorted((folder / "lake" / "ticket").glob("*/*.parquet"))
    rows = read(files, [*_NEEDED, *keys], ["status", *keys] if tuned else [])
    removed = rows["status"].isin(["deleted", "merged", "spam"])
    solved = rows["status"].isin(["solved", "closed"])
    left = rows["solved_at"].fillna(rows["updated_at"]).where(solved | removed)
    soon = solved & (rows["solved_at"] < rows["created_at"] + 14 * _DAY)
    repeated = _repeated(rows[~removed & rows["requester_key"].notna()], len(rows))
    return rows.assign(
        removed=removed, left=left, created=(~removed) * 1, solved=solved * 1, came=1, went=left.notna() * 1,
        came_week=_week(rows["created_at"], edges), solve_week=_week(rows["solved_at"].where(solved), edges),
        left_week=_week(left, edges), known=solved * 1, reopened=(solved & (rows["reopens"] > 0)) * 1,
        one_touch=(solved & (rows["replies"] <= 1)) * 1, soon=soon * 1, repeated=(soon & repeated) * 1,
        first=(soon & (rows["replies"] <= 1) & (rows["reopens"] == 0) & ~repeated) * 1,
        reply=_bins(rows["first_reply_minutes"].where(~removed)), solve=_bins(rows["resolution_minutes"].where(solved)),
    )  # fmt: skip


def _repeated(rows: pd.DataFrame, n: int) -> np.ndarray:
    """Whether the same requester created another ticket within 7 days after the solve."""
    base = rows.loc[rows["status"].isin(["solved", "closed"]), ["requester_key", "solved_at"]].reset_index(names="row")
    other = rows[["requester_key", "created_at"]].reset_index(names="next_row")
    both = base.merge(other, on="requester_key")
    hit = (
        (both["row"] != both["next_row"])
        & (both["created_at"] >= both["solved_at"])
        & (both["created_at"] < both["solved_at"] + 7 * _DAY)
    )
    out = np.zeros(n, dtype=bool)
    out[both.loc[hit, "row"].to_numpy()] = True
    return out


def _week(times: pd.Series, edges: np.ndarray) -> np.ndarray:
    found = np.searchsorted(edges, times.to_numpy(dtype="datetime64[us]"), side="right") - 1
    return np.where(times.isna(), -1, found)


def _bins(minutes: pd.Series) -> np.ndarray:
    return np.floor(np.log(np.maximum(minutes.to_numpy(dtype=float) * 60, 1)) * SCALE)


def _counted(rows: pd.DataFrame, keys: list[str], weeks: int) -> pd.DataFrame:
    """One row per week and segment."""
    parts = []
    for week, columns in (
        ("came_week", ["created", "came"]),
        ("solve_week", ["solved", "known", "reopened", "one_touch", "first", "soon", "repeated"]),
        ("left_week", ["went"]),
    ):
        found = rows[rows[week] >= 0].groupby([week, *keys], as_index=False, observed=True)[columns].sum()
        parts.append(found.rename(columns={week: "week"}))
    out = pd.concat(parts, ignore_index=True)
    return out.groupby(["week", *keys], as_index=False, observed=True)[_COUNTS].sum()


def _shares(counted: pd.DataFrame, group: list[str]) -> list[pd.DataFrame]:
    told = counted.groupby(["week", *group], as_index=False, observed=True)[_COUNTS].sum()
    stock = told.sort_values("week").assign(step=told["came"] - told["went"])
    table = stock.pivot_table(index="week", columns=group or None, values="step", aggfunc="sum") if group else None
    if table is None:
        stock["n"] = stock["step"].cumsum()
    else:
        running = table.reindex(range(int(stock["week"].max()) + 1)).fillna(0).cumsum()
        stock = running.stack(list(range(len(group))), future_stack=True).rename("n").reset_index()
    parts = [stock[["week", *group, "n"]].assign(value=lambda t: t["n"].astype(float), metric="backlog")]
    for metric, column in (("tickets_created", "created"), ("tickets_solved", "solved")):
        parts.append(told[["week", *group]].assign(metric=metric, n=told[column], value=told[column].astype(float)))
    for metric, column, base in (
        ("reopen_rate", "reopened", "known"), ("one_touch_rate", "one_touch", "known"),
        ("first_contact_resolution", "first", "known"), ("repeat_contact_rate", "repeated", "soon"),
    ):  # fmt: skip
        parts.append(told[["week", *group]].assign(metric=metric, n=told[base], value=told[column] / told[base]))
    return parts


def _quantile(rows: pd.DataFrame, group: list[str], week: str, column: str, q: float) -> pd.DataFrame:
    given = rows[rows[column].notna() & (rows[week] >= 0)]
    told = given.groupby([week, *group], observed=True)[column]
    n = told.size()
    lower, upper = (told.quantile(q, interpolation=i) for i in ("lower", "higher"))
    place = (n - 1) * q
    low, high = BASE ** (lower + 0.5) / 60, BASE ** (upper + 0.5) / 60
    value = low + (place - np.floor(place)) * (high - low)
    return pd.DataFrame({"n": n, "value": value}).reset_index().rename(columns={week: "week"})


def _ages(rows: pd.DataFrame, edges: np.ndarray) -> pd.DataFrame:
    """Median age of what is open at each week's end, the whole company."""
    created = rows["created_at"].to_numpy(dtype="datetime64[us]")
    came, left = rows["came_week"].to_numpy(), rows["left_week"].to_numpy()
    left = np.where(rows["left"].isna() | (left < 0), 10**6, left)
    day = created.astype("datetime64[D]")
    out: list[dict[str, Any]] = []
    for week in range(len(edges) - 1):
        waiting = np.sort(day[(came <= week) & (left > week)])[::-1]
        if len(waiting):
            middle = waiting[max(0, int(np.ceil(0.5 * len(waiting))) - 1)]
            end = (edges[week] + np.timedelta64(1, "D")).astype("datetime64[D]") + np.timedelta64(7, "D")
            age = max(0.0, float((end - middle) / _DAY) - 0.5) * 1440
            out.append({"week": week, "n": len(waiting), "value": age})
    return pd.DataFrame(out)
