"""Numbers to the texts that stand in an export: names, ids, times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

import numpy as np

from cxpulse.samples.company import Ints

_GIVEN = (
    "Nilufar", "Arash", "Maryam", "Kian", "Shirin", "Babak", "Laleh", "Omid", "Parisa", "Sina", "Malee", "Somchai",
    "Anong", "Kittisak", "Ploy", "Niran", "Suda", "Chai", "Dao", "Prem", "Alice", "Brian", "Clara", "Dennis", "Emma",
    "Felix", "Grace", "Henry", "Iris", "Jack",
)  # fmt: skip


def words(names: Sequence[str], index: Ints) -> list[str]:
    """names[i] for each index; -1 gives ''."""
    table = np.array([*names, ""], dtype=object)
    out: list[str] = table[index].tolist()
    return out


def given(who: Ints) -> list[str]:
    """A first name for each customer number."""
    return words(_GIVEN, who % len(_GIVEN))


def customer(who: Ints) -> list[str]:
    """Customer ids, C0000001 for number 1."""
    return [f"C{i:07d}" for i in who.tolist()]


def mail(who: Ints) -> list[str]:
    """An address under example.com for each customer number."""
    return [f"c{i:07d}@example.com" for i in who.tolist()]


def crm(prefix: str, number: Ints) -> list[str]:
    """CRM ids of 18 characters (001 account, 003 contact, 800 contract); -1 gives ''."""
    return [f"{prefix}NV{i:010d}AAA" if i >= 0 else "" for i in number.tolist()]


def iso(at: Ints, separator: str = " ") -> list[str]:
    """Epoch seconds as `Y-m-d H:M:S` (UTC, or shifted before)."""
    stamps: list[str] = np.datetime_as_string(at.astype("datetime64[s]")).tolist()
    return stamps if separator == "T" else [s.replace("T", separator) for s in stamps]


def us(at: Ints) -> list[str]:
    """Epoch seconds as the US form `m/d/Y I:M:S AM`."""
    return [
        f"{s[5:7]}/{s[8:10]}/{s[:4]} {(int(s[11:13]) - 1) % 12 + 1:02d}{s[13:]} {'AM' if s[11:13] < '12' else 'PM'}"
        for s in iso(at)
    ]


def shifted(at: Ints, zone: str) -> Ints:
    """Epoch seconds moved so that they read as local time of a zone."""
    if len(at) == 0:
        return at
    first, last = offset(int(at.min()), zone), offset(int(at.max()), zone)
    if first == last:
        return at + first
    return np.array([s + offset(s, zone) for s in at.tolist()], dtype=np.int64)


def offset(second: int, zone: str) -> int:
    """Seconds that a zone is ahead of UTC at an epoch second."""
    delta = dt.datetime.fromtimestamp(second, ZoneInfo(zone)).utcoffset()
    return int(delta.total_seconds()) if delta else 0


def numbers(values: Iterable[int | float]) -> list[str]:
    """Plain decimal texts."""
    return [str(v) for v in values]
