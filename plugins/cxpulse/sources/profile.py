"""What the columns of an unknown table hold: counts over the whole file, kinds of values over its first rows."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cxpulse.core.dates import order_proved
from cxpulse.core.digits import latin, tidy
from cxpulse.sources.model import Opened

if TYPE_CHECKING:
    import pyarrow as pa

SAMPLE = 2000
MOST = 0.8
"""Share of the values that must be of a kind for the column to be of it."""
NO_VALUE = frozenset({"", "-", "n/a", "na", "null", "none", "?"})
FORMATS = (
    "%Y%m%d", "%d %b %Y", "%d %b %Y %H:%M", "%d-%b-%Y", "%d-%b-%y", "%d %B %Y", "%d %B %Y %H:%M", "%b %d, %Y", "%B %d, %Y",
    "%b %d, %Y %I:%M %p", "%B %d, %Y %I:%M %p", "%b %d, %Y, %I:%M %p", "%d/%b/%y %I:%M %p", "%d/%b/%Y %H:%M", "%a %b %d %H:%M:%S %Y",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}.*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.]\d{1,2}[/.]\d{1,2}( .*)?")
_NUMBERS = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2,4})(\D.*)?")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)+")
_ZONED = re.compile(r"\d(Z| ?UTC| ?GMT|[+-]\d{2}:?\d{2})$")


@dataclass(slots=True)
class Facts:
    """One column. values: of the first rows, without those that mean none; first, second: the largest numbers of 3/4/2024."""

    name: str
    place: str
    values: list[str] = field(default_factory=list)
    rows: int = 0
    first: int = 0
    second: int = 0
    example: tuple[int, str] | None = None
    unique: bool = True

    @property
    def numbers(self) -> list[float]:
        """The values as numbers; empty when one is none."""
        found = [v.replace(",", ".") for v in self.values]
        return [float(v) for v in found] if found and all(_NUMBER.fullmatch(v) for v in found) else []

    @property
    def mostly_numbers(self) -> list[float]:
        """The values that are numbers, where at least four of five are; a stray text or two does not hide a score."""
        found = [v.replace(",", ".") for v in self.values if _NUMBER.fullmatch(v)]
        return [float(v) for v in found] if found and len(found) >= MOST * len(self.values) else []

    @property
    def repeats(self) -> int:
        """How many of its values say what an earlier one says."""
        return len(self.values) - len(set(self.values))

    @property
    def is_mail(self) -> bool:
        """True when most values are e-mail addresses."""
        return self._share(_MAIL) > 0.8

    @property
    def zoned(self) -> bool:
        """True when the times say their zone."""
        return self._share(_ZONED, search=True) > 0.8

    @property
    def years(self) -> set[int]:
        """Four-digit years of its dates."""
        found = (m for v in self.values if (m := re.search(r"(?<!\d)(\d{4})(?!\d)", v)))
        return {int(m[1]) for m in found}

    def time_kind(self) -> str | None:
        """'iso', 'year_first', 'numbers' (3/4/2024), 'epoch', a strptime format, or None: it holds no times."""
        if not self.values:
            return None
        for kind, pattern in (("iso", _ISO), ("year_first", _YEAR_FIRST), ("numbers", _NUMBERS)):
            if self._share(pattern) > 0.9:
                return kind
        if all(re.fullmatch(r"1\d{9}", v) for v in self.values):
            return "epoch"
        return next((f for f in FORMATS if self._reads(f)), None)

    def _reads(self, pattern: str) -> bool:
        try:
            return all(1990 <= dt.datetime.strptime(v, pattern).year <= 2100 for v in self.values[:200])
        except ValueError:
            return False

    def _share(self, pattern: re.Pattern[str], *, search: bool = False) -> float:
        match = pattern.search if search else pattern.fullmatch
        return sum(bool(match(v)) for v in self.values) / len(self.values) if self.values else 0.0

    def order(self) -> str | None:
        """What the whole column proves about 3/4/2024: dmy, mdy, both or None."""
        return order_proved(self.first, self.second)


def profile(opened: Opened) -> list[Facts]:
    """Facts of every column of a table, or of every key of JSON records (nested ones as via.channel)."""
    columns = (
        [Facts(name, f"c{i}") for i, name in enumerate(opened.names)]
        if opened.delimiter or opened.encoding in {"xlsx", "parquet"}
        else []
    )
    known = {c.name: c for c in columns}
    rows = 0
    for batch in opened.batches:
        if columns:
            _take(columns, batch, rows)
        elif rows < SAMPLE:
            for number, text in zip(batch["file_row"].to_pylist(), batch["c0"].to_pylist(), strict=True):
                for key, value in _flat(json.loads(text)):
                    _add(known.setdefault(key, Facts(key, f"$.{key}")), number, value)
        rows += batch.num_rows
    for facts in known.values():
        facts.rows = rows
        facts.unique = len(set(facts.values)) == len(facts.values) > 0
    return [c for c in known.values() if c.name]


def _take(columns: list[Facts], batch: pa.RecordBatch, before: int) -> None:
    numbers = batch["file_row"].slice(0, max(0, SAMPLE - before)).to_pylist()
    for i, facts in enumerate(columns):
        for number, value in zip(numbers, batch.column(i).slice(0, len(numbers)).to_pylist(), strict=True):
            _add(facts, number, value)
        if before + batch.num_rows > SAMPLE and facts.first:
            _widest(facts, batch.column(i))


def _add(facts: Facts, number: int, value: str) -> None:
    plain = latin(tidy(value))
    if plain.casefold() in NO_VALUE:
        return
    facts.values.append(plain)
    if match := _NUMBERS.fullmatch(plain):
        facts.first, facts.second = max(facts.first, int(match[1])), max(facts.second, int(match[2]))
        facts.example = facts.example or (number, plain)


def _widest(facts: Facts, column: pa.Array) -> None:
    """The largest first and second number of the dates of a whole batch."""
    import pyarrow.compute as pc

    parts = pc.extract_regex(column, r"^(?P<a>[0-9]{1,2})[/.\-](?P<b>[0-9]{1,2})[/.\-][0-9]{2,4}")
    for name, largest in (("a", "first"), ("b", "second")):
        found = pc.max(pc.cast(pc.struct_field(parts, name), "int32")).as_py()
        setattr(facts, largest, max(getattr(facts, largest), found or 0))


def _flat(record: dict[str, Any], under: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in record.items():
        if isinstance(value, dict):
            found += _flat(value, f"{under}{key}.")
        elif value is not None and not isinstance(value, list):
            found.append(
                (f"{under}{key}", ("true" if value else "false") if isinstance(value, bool) else str(value))
            )
    return found


def column_values(opened: Opened, name: str) -> Iterator[tuple[int, str]]:
    """Every value of one column with the line of its row, without those that mean none; the whole file, not its first rows."""
    table = bool(opened.delimiter) or opened.encoding in {"xlsx", "parquet"}
    place = opened.names.index(name) if table else 0
    for batch in opened.batches:
        for line, text in zip(batch["file_row"].to_pylist(), batch.column(place).to_pylist(), strict=True):
            value = text if table else dict(_flat(json.loads(text))).get(name, "")
            plain = latin(tidy(value or ""))
            if plain.casefold() not in NO_VALUE:
                yield line, plain


def as_number(value: str) -> float | None:
    """A value as a number; None when it is none."""
    return float(value.replace(",", ".")) if _NUMBER.fullmatch(value) else None
