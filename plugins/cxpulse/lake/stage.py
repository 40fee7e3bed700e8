"""A file's batches -> rows in the canonical types, on the shelves of their entities; bad rows in table `rejected`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import duckdb

from cxpulse.catalog.entities import Entity
from cxpulse.core.errors import ConfigurationError
from cxpulse.lake import calendars
from cxpulse.lake.clock import clock_of, lost_halves, odd_notes
from cxpulse.lake.connection import first_row
from cxpulse.lake.erase import rows_with
from cxpulse.lake.looks import looked_at
from cxpulse.lake.partitions import ALL
from cxpulse.lake.plan import Plan, cell
from cxpulse.lake.raw import raw_table
from cxpulse.lake.shelf import Shelf, Weeks
from cxpulse.lake.times import Clock, is_none, quoted
from cxpulse.lake.typed import WHAT, faults, typed_columns

if TYPE_CHECKING:
    import pyarrow as pa

_KEY = "(md5_number_lower({source} || chr(31) || {key}) >> 1)::BIGINT"


class Broken(Protocol):
    """A row that could not be split into cells: line, field, value and reason."""

    @property
    def row(self) -> int: ...
    @property
    def field(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def reason(self) -> str: ...


class Stager:
    """Takes the batches of one file and puts good rows on the shelves of their entities, bad ones into table `rejected`.

    rows: rows read; not_answers: rows left out, by word; erased: rows of persons who were erased, left out too; odd: odd clock readings.
    """

    def __init__(
        self, con: duckdb.DuckDBPyConnection, file: str, plan: Plan, file_id: int, sha: str, shelves: Mapping[str, Shelf], erased: Collection[str]
    ) -> None:
        self.con, self.file, self.plan, self.file_id, self.sha, self.shelves = con, file, plan, file_id, sha, shelves
        self.rows = self.erased = 0
        self._weeks = Weeks(con)
        self._first = 0  # the first row of the batch
        self._keys = erased
        self.not_answers: dict[str, int] = {}
        self.notes: list[str] = []
        self.odd: dict[str, int] = {}
        self._clock: Clock | None = None
        self._casts: dict[str, tuple[str, str, dict[str, pa.Scalar]]] = {}
        self._held: list[pa.RecordBatch] = []
        if plan.source.calendar != "gregorian":
            calendars.install(con)

    def take(self, batch: pa.RecordBatch) -> None:
        """One batch of text cells. Raises InputError (dates that read both ways) and ConfigurationError (a wrong SELECT)."""
        if self.plan.whole:
            self._held.append(batch)
        else:
            self._take(batch)

    def finish(self) -> None:
        """After the last batch: what had to wait for the whole file."""
        if self._held:
            import pyarrow as pa

            for batch in pa.Table.from_batches(self._held).combine_chunks().to_batches():
                self._take(batch)
            self._held = []
        for entity, _ in self.plan.entities:
            self.shelves[entity.name].show()

    def reject(self, bad: Sequence[Broken]) -> None:
        """Rows that could not be split into cells."""
        import pyarrow as pa

        if bad:
            columns = {name: [getattr(row, name) for row in bad] for name in ("row", "field", "value", "reason")}
            self.con.register("broken", pa.table(columns))
            self.con.execute(f"INSERT INTO rejected SELECT {self.file_id}, row, field, value, reason FROM broken")  # noqa: S608
            self.con.unregister("broken")

    def discard(self) -> None:
        """Forgets the file, when its end shows that it cannot be read."""
        for entity, _ in self.plan.entities:
            self.shelves[entity.name].discard(self.file_id)
        self.con.execute("DELETE FROM rejected WHERE file_id = ?", [self.file_id])

    def _take(self, batch: pa.RecordBatch) -> None:
        batch, looks = looked_at(batch, frozenset(self.plan.places.values()), self.plan.no_value)
        self.con.register("batch", batch)
        cells = ", ".join(f'{cell(self.plan, f, looks)} AS "{f}"' for f in self.plan.fields)
        text = f"SELECT file_row, {cells} FROM {self.plan.batch}"  # noqa: S608
        clock = self._clock
        if clock is None:
            self.con.execute(f"CREATE OR REPLACE TEMP TABLE cells AS {text}")
            clock = self._clock = clock_of(self.con, self.file, self.plan, self.notes)
            self.con.execute(raw_table(self.plan, clock, "cells"))
            self.con.execute("DROP TABLE cells")
            self.notes += lost_halves(self.con, self.plan)
        else:
            self.con.execute(raw_table(self.plan, clock, f"({text})"))
        self.con.unregister("batch")
        self._first = batch["file_row"][0].as_py() if batch.num_rows else self._first
        self._leave_out()
        self.rows += self._count("raw")
        for word, n in odd_notes(self.con, self.plan, clock).items():
            self.odd[word] = self.odd.get(word, 0) + n
        self._reject_times(clock)
        fresh = {entity.name: self._fresh(entity, select) for entity, select in self.plan.entities}
        self._one_fate_a_row(fresh)
        self._shelve(fresh)

    def _reject_times(self, clock: Clock) -> None:
        """A time or date that is there and cannot be read is told, wherever a SELECT would use it."""
        for field in self.plan.times:
            text = f"text_{field}"
            what = quoted(WHAT["time" if field.endswith("_at") else "date"])
            self.con.execute(
                f"INSERT INTO rejected SELECT {self.file_id}, file_row, '{field}', left(masked({text}), 60), {what} FROM raw "  # noqa: S608
                f'WHERE {text} IS NOT NULL AND "{field}" IS NULL AND NOT {is_none(text, clock)}'
            )
        self.con.execute(f"DELETE FROM raw WHERE file_row IN ({self._bad})")  # noqa: S608

    def _leave_out(self) -> None:
        for word, condition in self.plan.kind.not_answers.items():
            before = self._count("raw")
            self._told_wrong(f"DELETE FROM raw WHERE {condition}", f"not_answers.{word}")  # noqa: S608
            if gone := before - self._count("raw"):
                self.not_answers[word] = self.not_answers.get(word, 0) + gone

    @property
    def _bad(self) -> str:
        """SQL of the rows of this batch that are rejected."""
        return f"SELECT file_row FROM rejected WHERE file_id = {self.file_id} AND file_row >= {self._first}"  # noqa: S608

    def _fresh(self, entity: Entity, select: str) -> pa.Table:
        """Good rows of the batch in the entity's types; the bad ones are rejected."""
        import pyarrow as pa
        import pyarrow.compute as pc

        self._told_wrong(f"CREATE OR REPLACE TEMP VIEW picked AS {select}", f"{entity.name}.sql")
        if entity.name not in self._casts:
            self._casts[entity.name] = self._cast_sql(entity)
        typed, rejects, same = self._casts[entity.name]
        rows = self.con.sql(typed).to_arrow_table()
        if rows["why"].null_count < rows.num_rows:
            self.con.register("bad", rows.filter(pc.is_valid(rows["why"])).select(["file_row"]))
            self.con.execute(rejects)
            self.con.unregister("bad")
            rows = rows.filter(pc.is_null(rows["why"]))
        columns = {name: rows[name] for name in rows.column_names} | {name: _repeated(value, rows.num_rows) for name, value in same.items()}
        if entity.part:
            columns["part"] = self._weeks.of(rows["part"])
        return pa.table({name: columns[name] for name in (*entity.schema, "file_id", "part")})

    def _cast_sql(self, entity: Entity) -> tuple[str, str, dict[str, pa.Scalar]]:
        """SQL of the rows that are taken, SQL that tells the bad ones, and the columns that are the same in every row."""
        given = {row[0]: row[1] for row in self.con.execute("DESCRIBE SELECT * FROM picked").fetchall()}
        if wrong := set(given) - {*entity.names, "file_row"}:
            raise ConfigurationError(f"sql/staging/{self.plan.vendor.name}: column '{sorted(wrong)[0]}' is none of entity {entity.name}")
        columns = typed_columns(entity, given, self.plan)
        if "touchpoint" in columns and "stage" in columns:
            columns["stage"] = self._stage_sql(columns["touchpoint"])
        shown = ", ".join(f'"{name}" AS x_{name}' for name in given if name != "file_row")
        casts = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
        problems = faults(entity, given)
        why = " ".join(f"WHEN {f.when} THEN {i}" for i, f in enumerate(problems))
        source = quoted(self.plan.source.name)
        key = _KEY.format(source=source, key=f'"{entity.key}"')
        typed = (
            f"(SELECT *, {key} AS row_key, {source} AS source, {quoted(self.sha)} AS file_sha, CASE {why} END AS why "  # noqa: S608
            f"FROM (SELECT file_row, {shown}, {casts} FROM picked"
        )
        fixed = {name: sql for name, sql in columns.items() if sql == self.plan.constants.get(name) or sql.startswith("NULL::")}
        fixed |= {"source": source, "file_sha": quoted(self.sha), "file_id": f"{self.file_id}::BIGINT"}
        one = self.con.sql("SELECT " + ", ".join(f'{sql} AS "{name}"' for name, sql in fixed.items())).to_arrow_table()
        taken = f"SELECT {', '.join(f'{chr(34)}{c}{chr(34)}' for c in entity.schema if c not in fixed)}, "
        moment = f"coalesce({', '.join(entity.part)})::TIMESTAMP" if entity.part else quoted(ALL)
        taken += f"{moment} AS part, why FROM {typed}))"
        pick = {part: " ".join(f"WHEN {i} THEN {getattr(f, part)}" for i, f in enumerate(problems)) for part in ("reason", "value")}
        names = " ".join(f"WHEN {i} THEN {quoted(f.field)}" for i, f in enumerate(problems))
        rejects = (
            f"INSERT INTO rejected SELECT {self.file_id}, file_row, CASE why {names} END, CASE why {pick['value']} END, "  # noqa: S608
            f"CASE why {pick['reason']} END FROM {typed} WHERE file_row IN (SELECT file_row FROM bad))) WHERE why IS NOT NULL"
        )
        return taken, rejects, {name: one[name][0] for name in fixed}

    def _stage_sql(self, touchpoint: str) -> str:
        whens = " ".join(f"WHEN {quoted(t)} THEN {quoted(s)}" for t, s in self.plan.stages.items())
        return f"CASE {touchpoint} {whens} ELSE 'unmapped' END" if whens else "'unmapped'"

    def _one_fate_a_row(self, fresh: dict[str, pa.Table]) -> None:
        """A row that one entity rejects is in none; a row that no SELECT takes is told, never lost."""
        import numpy as np
        import pyarrow.compute as pc

        bad = self.con.sql(self._bad).to_arrow_table()["file_row"]
        if len(bad):
            for name, rows in fresh.items():
                fresh[name] = rows.filter(pc.invert(pc.is_in(rows["file_row"], bad.combine_chunks())))
        if len(fresh) == 1 and not len(bad) and next(iter(fresh.values()))["file_row"].equals(self.con.sql("SELECT file_row FROM raw").to_arrow_table()["file_row"]):
            return
        taken = np.concatenate([bad.to_numpy(), *(rows["file_row"].to_numpy() for rows in fresh.values())])
        raw = self.con.sql("SELECT file_row FROM raw").to_arrow_table()["file_row"].to_numpy()
        left = int((~np.isin(raw, taken)).sum())
        if left:
            word = "folded into others" if self.plan.kind.whole else "left_out"
            left -= self._repeated() if self.plan.kind.whole else 0
            self.not_answers[word] = self.not_answers.get(word, 0) + left
            self.rows -= left

    def _shelve(self, fresh: dict[str, pa.Table]) -> None:
        """Rows of persons who were erased are not taken in again, whichever export brings them."""
        import numpy as np

        if self._keys:
            masks = {e.name: rows_with(fresh[e.name], e, self._keys).to_numpy() for e, _ in self.plan.entities}
            gone = np.unique(np.concatenate([fresh[name]["file_row"].to_numpy()[mask] for name, mask in masks.items()]))
            self.erased += len(gone)
            if len(gone):
                fresh = {name: rows.filter(~np.isin(rows["file_row"].to_numpy(), gone)) for name, rows in fresh.items()}
        for name, rows in fresh.items():
            self.shelves[name].add(rows)

    def _repeated(self) -> int:
        """Rows that say what another row says, word for word: known duplicates."""
        cells = ", ".join(f'"{f}"' for f in self.plan.fields if f in self.plan.places)
        return int(first_row(self.con, f"SELECT count(*) - count(DISTINCT ({cells})) FROM raw")[0])  # noqa: S608

    def _count(self, table: str) -> int:
        return int(first_row(self.con, f"SELECT count(*) FROM {table}")[0])  # noqa: S608

    def _told_wrong(self, statement: str, where: str) -> None:
        try:
            self.con.execute(statement)
        except duckdb.Error as problem:
            raise ConfigurationError(f"sql/staging/{self.plan.vendor.name}, {where}: {problem}") from None


def _repeated(value: pa.Scalar, times: int) -> pa.Array:
    import pyarrow as pa

    return pa.repeat(value, times) if value.is_valid else pa.nulls(times, value.type)
