"""One export file being written, and what was put into it: the counts that the truth file tells."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that must not be accepted: the reason, the column that shows it, what stands in which columns, how often per file.

    left_out: nothing is wrong with it, but it is no answer and no record (a preview, a partial answer, a deleted record).
    """

    reason: str
    column: str
    cells: dict[str, str]
    times: int = 2
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """How a vendor's file looks: folder/stem, header rows, the id's column, and the bytes around the cells."""

    stem: str
    header: tuple[tuple[str, ...], ...]
    key: str
    quote_all: bool = False
    newline: str = "\n"
    encoding: str = "utf-8"
    bad: tuple[Bad, ...] = ()


@dataclass
class Export:
    """A file that is open for writing.

    rows = new + changed + unchanged + repeated + superseded + rejected + left out. new: first time that the id is seen; changed and
    unchanged: an id that an earlier file had; repeated: the same row again in this file; superseded: an older version of a row
    in this file.
    """

    path: Path
    form: Format
    counts: Counter[str] = field(default_factory=Counter)
    bad: list[dict[str, Any]] = field(default_factory=list)
    rows: int = 0
    _file: IO[str] | None = None

    def open(self) -> None:
        """Create the file with its header rows."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("w", encoding=self.form.encoding, newline="")
        self._writer = csv.writer(
            self._file,
            quoting=csv.QUOTE_ALL if self.form.quote_all else csv.QUOTE_MINIMAL,
            lineterminator=self.form.newline,
        )
        self._writer.writerows(self.form.header)

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def write(self, rows: list[Row], **counts: int) -> None:
        """Append rows; counts: how many of them are new, changed, unchanged, repeated, superseded."""
        if sum(counts.values()) != len(rows):
            raise ValueError(f"{self.path.name}: {len(rows)} rows, but {counts}")
        if self._file is None:
            self.open()
        self._writer.writerows(rows)
        self.rows += len(rows)
        self.counts.update(counts)

    def write_bad(self, good: list[Row], ids: list[str]) -> None:
        """Append one spoiled copy of a good row for each of the format's bad cases; ids: unused ids for the copies."""
        if not good:
            return
        names = self.form.header[0]
        if self._file is None:
            self.open()
        for number, bad in enumerate(b for b in self.form.bad for _ in range(b.times)):
            cells = list(good[(number * 7) % len(good)])
            for column, value in {self.form.key: ids[number], **bad.cells}.items():
                cells[names.index(column)] = value
            self._writer.writerow(cells)
            self.rows += 1
            value = cells[names.index(bad.column)]
            self.bad.append(
                {
                    "fate": "left_out" if bad.left_out else "rejected",
                    "row": self.rows,
                    "reason": bad.reason,
                    "field": bad.column,
                    "value": value,
                    "key": cells[names.index(self.form.key)],
                }
            )

    def bad_rows(self) -> int:
        """How many ids write_bad needs."""
        return sum(b.times for b in self.form.bad)

    def truth(self) -> dict[str, Any]:
        """What this file holds, for truth.json. `row` counts data rows from 1."""
        kinds = ("new", "changed", "unchanged", "repeated", "superseded")
        return {
            "rows": self.rows,
            **{k: self.counts[k] for k in kinds},
            "accepted": self.counts["new"] + self.counts["changed"],
            "duplicates": self.counts["unchanged"] + self.counts["repeated"] + self.counts["superseded"],
            "rejected": self._reasons("rejected"),
            "left_out": self._reasons("left_out"),
            "bad": self.bad,
        }

    def _reasons(self, fate: str) -> dict[str, int]:
        return dict(sorted(Counter(b["reason"] for b in self.bad if b["fate"] == fate).items()))
