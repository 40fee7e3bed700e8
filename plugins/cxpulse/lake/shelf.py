"""The rows that the files of a run gave, one shelf per entity: in memory while they are few, then in Parquet files of the work folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from cxpulse.catalog.entities import Entity
from cxpulse.lake.times import quoted

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

HELD_BYTES = 48 << 20
"""What one shelf keeps in memory."""
GROUP_ROWS = 16_384
"""Rows of a row group of a piece: a reader of one week skips the others."""


class Shelf:
    """View new_<entity>: canonical columns, file_id, part and n (a number that no other row has). rows: how many there
    are; repeats: one row of a file may have become several.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, entity: Entity, folder: Path) -> None:
        self.con, self.entity, self.folder = con, entity, folder
        self.folder.mkdir(parents=True, exist_ok=True)
        columns = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in entity.schema.items())
        none = f"SELECT {columns}, NULL::BIGINT AS file_id, NULL::VARCHAR AS part, NULL::BIGINT AS n LIMIT 0"
        self._none: pa.Table = con.sql(none).to_arrow_table()
        self._pieces: dict[Path, int] = {}
        self._held: list[pa.Table] = []
        self._numbered = 0
        self.repeats = False
        self.show()

    @property
    def rows(self) -> int:
        """Rows on the shelf."""
        return sum(t.num_rows for t in self._held) + sum(self._pieces.values())

    def add(self, rows: pa.Table) -> None:
        """Puts rows on the shelf; the view shows them after `show`. rows: canonical columns, file_id, part."""
        import numpy as np
        import pyarrow as pa

        if not rows.num_rows:
            return
        places = rows["file_row"].to_numpy()
        self.repeats = self.repeats or not (bool((places[1:] > places[:-1]).all()) or len(np.unique(places)) == len(places))
        numbers = pa.array(np.arange(self._numbered, self._numbered + rows.num_rows))
        self._numbered += rows.num_rows
        self._held.append(rows.append_column("n", numbers))
        if sum(t.nbytes for t in self._held) > HELD_BYTES:
            self._put_away()

    def show(self) -> None:
        """Makes the view hold every row of the shelf."""
        import pyarrow as pa

        name = self.entity.name
        self.con.register(f"held_{name}", pa.concat_tables(self._held) if self._held else self._none)
        files = ", ".join(quoted(str(p)) for p in self._pieces)
        away = f" UNION ALL SELECT * FROM read_parquet([{files}])" if files else ""  # noqa: S608
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW new_{name} AS SELECT * FROM held_{name}{away}")  # noqa: S608

    def discard(self, file_id: int) -> None:
        """Takes the rows of one file off the shelf."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        def others(rows: pa.Table) -> pa.Table:
            return rows.filter(pc.not_equal(rows["file_id"], file_id))

        self._held = [kept for kept in map(others, self._held) if kept.num_rows]
        for path, there in list(self._pieces.items()):
            kept = others(pq.ParquetFile(path).read())
            if kept.num_rows < there:
                path.unlink()
                del self._pieces[path]
                self._held += [kept] if kept.num_rows else []
        self.show()

    def clear(self) -> None:
        """Empties the shelf."""
        for path in self._pieces:
            path.unlink()
        self._pieces, self._held, self.repeats = {}, [], False
        self.show()

    def _put_away(self) -> None:
        """The rows in memory become one file, in the order of their weeks."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        rows = pa.concat_tables(self._held)
        parts = rows["part"].combine_chunks()
        if pc.any(pc.less(parts[1:], parts[:-1])).as_py():
            rows = rows.combine_chunks().take(pc.sort_indices(parts))
        path = self.folder / f"{self.entity.name}-{self._numbered}.parquet"
        pq.write_table(rows, path, compression="lz4", row_group_size=GROUP_ROWS, use_dictionary=["part", "file_sha", "source"])
        self._pieces[path] = rows.num_rows
        self._held = []
        pa.default_memory_pool().release_unused()


class Weeks:
    """The partitions of moments, by table `weeks` (week, start_at)."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        weeks = con.sql("SELECT week::VARCHAR AS week, start_at FROM weeks ORDER BY start_at").to_arrow_table()
        self._names = weeks["week"].combine_chunks()
        self._starts = weeks["start_at"].to_numpy()

    def of(self, moments: pa.ChunkedArray) -> pa.Array:
        """Their weeks' first days as ISO text; NULL for none and for one before every week."""
        import numpy as np
        import pyarrow as pa

        places = np.searchsorted(self._starts, moments.to_numpy(), side="right") - 1
        none = (places < 0) | moments.is_null().to_numpy()
        return self._names.take(pa.array(places, mask=none))


def shelves(con: duckdb.DuckDBPyConnection, entities: Iterable[Entity], folder: Path) -> dict[str, Shelf]:
    """An empty shelf for each entity, and the empty table `rejected` if there is none."""
    con.execute("CREATE TABLE IF NOT EXISTS rejected (file_id BIGINT, file_row BIGINT, field VARCHAR, value VARCHAR, reason VARCHAR)")
    return {entity.name: Shelf(con, entity, folder) for entity in entities}
