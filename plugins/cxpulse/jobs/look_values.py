"""What is odd in the cells of a file, whether or not a figure uses them; and what its labels count."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Sequence

LABELS = 60
"""A column with more different cells than this holds no labels."""
SHOWN = 3
_SHARE = re.compile(r"probability|percent|(^|_)pct($|_)", re.IGNORECASE)
_KEY = re.compile(r"(^|_)id$", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_NO_VALUE = {"", "-"}
_START, _END = re.compile(r"start ?(date|time)", re.IGNORECASE), re.compile(r"end ?(date|time)", re.IGNORECASE)
_DAY = dt.timedelta(days=1)


class Cells:
    """Looks at the cells of a file, batch by batch, column by column.

    labels: what each column says and how often (None: too many different cells); little: rows with one cell at most beside
    the first, which is their id.
    """

    def __init__(self, names: Sequence[str], *, month_first: bool = False) -> None:
        self.names = list(names)
        self._blank = [0] * len(self.names)
        self._filled = [False] * len(self.names)
        self._format = "%m/%d/%y %H:%M" if month_first else "%Y-%m-%d %H:%M:%S"
        starts, ends = ([i for i, n in enumerate(names) if kind.fullmatch(n)] for kind in (_START, _END))
        self._span = (starts[0], ends[0]) if starts and ends else None
        self._backward = self._long = 0
        self.labels: list[Counter[str] | None] = [Counter() for _ in names]
        self.little = 0
        self._odd: dict[tuple[str, str], tuple[int, list[str]]] = {}

    def take(self, columns: Sequence[Sequence[str | None]], lines: Sequence[int]) -> None:
        """One batch: its cells by column, and the line that each row starts on."""
        for i, name in enumerate(self.names):
            counted = self.labels[i]
            self._blank[i] += sum(bool(v) and not v.strip() for v in columns[i] if v)
            self._filled[i] = self._filled[i] or any(v and v.strip() for v in columns[i])
            if counted is not None:
                counted.update(v or "" for v in columns[i])
                if len(counted) > LABELS:
                    self.labels[i] = None
            if _SHARE.search(name):
                self._tell(name, columns[i], lines, _no_share, "outside 0 to 100")
            if _KEY.search(name):
                self._tell(name, columns[i], lines, _broken_key, "a blank inside a key: letters are lost, so it joins to nothing")
        if len(self.names) > 2:
            held = [sum((v or "").strip() not in _NO_VALUE for v in row[1:]) for row in zip(*columns, strict=True)]
            self.little += sum(n <= 1 for n in held)
        if self._span:
            self._take_span(columns[self._span[0]], columns[self._span[1]])

    def _take_span(self, starts: Sequence[str | None], ends: Sequence[str | None]) -> None:
        for start, end in zip(starts, ends, strict=True):
            try:
                lasted = dt.datetime.strptime(end or "", self._format) - dt.datetime.strptime(start or "", self._format)
            except ValueError:
                continue
            self._backward += lasted < dt.timedelta(0)
            self._long += lasted > _DAY

    def _tell(
        self, name: str, column: Sequence[str | None], lines: Sequence[int], test: Callable[[str], bool], why: str
    ) -> None:
        for value, line in zip(column, lines, strict=True):
            if value and test(value.strip()):
                count, first = self._odd.setdefault((name, why), (0, []))
                if count < SHOWN:  # a column that is wrong in every row of a large file is not kept
                    first.append(f"line {line} '{value.strip()}'")
                self._odd[name, why] = count + 1, first

    def odd(self) -> list[str]:
        """Each oddity in one sentence, with its column, its first lines and values, and how many there are."""
        told = [
            f"{name}: {why} ({_many(count, 'row')}: {', '.join(first)}{', ...' if count > SHOWN else ''})"
            for (name, why), (count, first) in self._odd.items()
        ]
        if self._backward:
            first, last = (self.names[i] for i in self._span or ())
            told.append(
                f"{self._backward:,} rows end before they start and {self._long:,} last over a day ({first}, {last}): the days can be used, how long it took cannot"
            )
        for i, name in enumerate(self.names):
            if not name and any(self.names):
                told.append(f"column {i + 1} has no name" + ("" if self._filled[i] else " and no value: left out"))
            if self._blank[i]:
                told.append(f"{name[:60]}: {_many(self._blank[i], 'cell')} with blanks only: no value")
            if (counted := self.labels[i]) is not None and (strange := _strange_label(name, counted)):
                told.append(strange)
        return told


def counts(labels: Counter[str] | None, most: int = 6) -> str:
    """What a column says, the most frequent first: 'Lottery B 279, Lottery A 267, nothing 4'; '' when it holds no labels."""
    if not labels:
        return ""
    said = Counter({k: n for k, n in labels.items() if k.strip() not in _NO_VALUE})
    none = labels.total() - said.total()
    shown = [f"{_label(k)} {n:,}" for k, n in sorted(said.items(), key=lambda pair: (-pair[1], pair[0]))[:most]]
    more = [_many(len(said) - most, "other")] if len(said) > most else []
    return ", ".join([*shown, *more, *([f"nothing {none:,}"] if none else [])])


def _label(text: str) -> str:
    return f"'{text}'" if _NUMBER.fullmatch(text.strip()) else text[:60]


def _many(n: int, what: str) -> str:
    return f"{n:,} {what}" + ("" if n == 1 else "s")


def _no_share(value: str) -> bool:
    return bool(_NUMBER.fullmatch(value)) and not 0 <= float(value) <= 100


def _broken_key(value: str) -> bool:
    """A long key of letters and digits with a blank inside: '00k1G000009a jwQAA'."""
    bare = re.sub(r"\s+", "", value)
    return bare != value and len(bare) >= 12 and bare.isalnum() and bare != bare.lower() and any(c.isdigit() for c in bare)


def _strange_label(name: str, counted: Counter[str]) -> str:
    """A bare number among labels that all read like ranges: an unknown label."""
    labels = [k for k in counted if k.strip() not in _NO_VALUE]
    bare = [k for k in labels if _NUMBER.fullmatch(k.strip())]
    ranges = [k for k in labels if re.search(r"\d.*\D.*\d|\d\+|and up", k) and not re.match(r"\d{1,4}[-/.]\d{1,2}[-/.]\d", k)]
    if len(bare) != 1 or len(ranges) < 3 or len(ranges) + 1 != len(labels):
        return ""
    return f"{name[:60]}: '{bare[0]}' is an unknown label ({_many(counted[bare[0]], 'row')}), where the others read like '{max(ranges, key=lambda k: counted[k])}'"

