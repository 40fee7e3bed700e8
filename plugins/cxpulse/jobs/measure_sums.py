"""Sums of counts by week and segment: what every figure is made of. Segments, sources and partitions just add up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.families import Family, check_metric, load_family
from cxpulse.catalog.metrics import Metric
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import DefinitionError
from cxpulse.core.formulas import Formula, load_formula
from cxpulse.engines import Plain, load_engine
from cxpulse.jobs.measure_counting import limits, store_of
from cxpulse.jobs.remembered import Remembered
from cxpulse.lake import statistics

if TYPE_CHECKING:
    import pyarrow as pa

KEPT_BYTES = 32_000_000
Dimensions = tuple[str, ...]
Cell = tuple[dt.date, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One metric with its family and formula, as one question needs them together."""

    metric: Metric
    family: Family
    formula: Formula

    @staticmethod
    def of(metric: Metric) -> Asked:
        """Loads and checks both. Raises ConfigurationError for a column or formula that is not there."""
        return Asked(metric, check_metric(metric), load_formula(metric.formula))

    @property
    def others(self) -> list[tuple[Asked, bool]]:
        """The metric's inputs from other families, each as a question of its own, and whether a figure needs them."""
        return [
            (
                Asked(
                    self.metric.model_copy(update={**also.model_dump(exclude={"required"}), "also": ()}),
                    load_family(also.counts),
                    self.formula,
                ),
                also.required,
            )
            for also in self.metric.also
        ]

    @property
    def guards(self) -> Dimensions:
        """The dimensions of which one figure must hold a single value only."""
        return tuple(d for d in self.formula.never_mixed if d in self.family.dimensions)

    @property
    def bin_column(self) -> str | None:
        """The column of the histogram's bins, for formulas that read one."""
        return self.metric.inputs[self.formula.bins] if self.formula.bins else None

    @property
    def measures(self) -> dict[str, str]:
        """Argument -> column, of the inputs that are sums."""
        return {a: c for a, c in self.metric.inputs.items() if c != self.bin_column}


@dataclass(slots=True)
class Sums:
    """The counts of one family, added up to the dimensions that one question needs (an Arrow table)."""

    table: pa.Table
    _cache: dict[Any, pa.Table] = field(default_factory=dict)

    def by(self, asked: Asked, dimensions: Dimensions) -> pa.Table:
        """week, dimensions and guards with the summed inputs, for the rows that the metric selects.

        For a formula that reads bins, a row holds two lists: `bins` and, beside it, `times` (how many in each).
        """
        keys = list(dict.fromkeys(["week", *dimensions, *asked.guards]))
        columns = sorted(set(asked.measures.values()))
        cached = (repr(sorted(asked.metric.where.items())), tuple(keys), tuple(columns), asked.bin_column)
        if cached not in self._cache:
            rows = selected(self.table, asked.metric)
            if asked.bin_column:
                self._cache[cached] = _binned(rows, keys, asked.bin_column, columns[0])
            else:
                summed = rows.group_by(keys).aggregate([(c, "sum") for c in columns])
                self._cache[cached] = summed.select([*keys, *(f"{c}_sum" for c in columns)]).rename_columns(
                    [*keys, *columns]
                )
        return self._cache[cached]


READ: Remembered[Sums] = Remembered(KEPT_BYTES, weigh=lambda sums: int(sums.table.nbytes) + 1)
"""What `load_sums` has read; the tables that are made of it are kept with it."""


def _binned(rows: pa.Table, keys: list[str], bin_column: str, times: str) -> pa.Table:
    per_bin = rows.group_by([*keys, bin_column]).aggregate([(times, "sum")])
    per_cell = per_bin.group_by(keys).aggregate(
        [(bin_column, "list"), (f"{times}_sum", "list"), (f"{times}_sum", "sum")]
    )
    order = [*keys, f"{bin_column}_list", f"{times}_sum_list", f"{times}_sum_sum"]
    return per_cell.select(order).rename_columns([*keys, "bins", "times", times])


def selected(table: pa.Table, metric: Metric) -> pa.Table:
    """The rows that a metric's `where` selects."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for column, wanted in metric.where.items():
        values = [wanted] if isinstance(wanted, str) else wanted
        table = table.filter(pc.is_in(table[column], value_set=pa.array(values, pa.string())))
    return table


def load_sums(
    settings: Settings,
    asked: Sequence[Asked],
    dimensions: set[str],
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    bins: bool = True,
) -> Sums | None:
    """The counts of the metrics' one family from week `first` to `last` (None: no limit), by week and these dimensions.

    Dimensions that the metrics select by, or must not mix, are kept too; bins False leaves the bins out. None when nothing
    was ever counted.
    """
    family, store = asked[0].family, store_of(settings)
    files = statistics.counts_prints(store, family.name)
    if not files:
        return None
    strata = {a.metric.weights.dimension for a in asked if a.metric.weights}
    kept = dimensions.union(strata, *({*a.metric.where, *a.guards} for a in asked)) & set(family.dimensions)
    bin_columns = {a.bin_column for a in asked} - {None} if bins else set()
    keys = ", ".join(f'"{c}"' for c in ["week", *sorted(kept)])
    columns = sorted({c for a in asked for c in a.measures.values()})
    sql = _sums_sql(statistics.schema_of(store, files[0][0]), keys, next(iter(bin_columns), None), columns)
    window = {"first": first or dt.date.min, "last": last or dt.date(9999, 12, 31)}

    def read() -> Sums:
        there = Plain([name for name, _ in files]) if store.is_local else statistics.counts_dataset(store, family.name)
        return Sums(load_engine().run(sql, {"counted": there}, window, limits=limits(settings)))

    return READ.get((files, sql, *window.values()), read)


def _sums_sql(schema: pa.Schema, keys: str, bin_column: str | None, columns: list[str]) -> str:
    """The SELECT that adds up counts. Names are checked against the family before. A bin may be a number, or a list with
    one number for each thing that was counted; then how many there are of each is what is wanted.
    """
    import pyarrow as pa

    window = "FROM counted WHERE week >= $first AND week <= $last"
    sums = ", ".join(f'sum({_exact(schema, c)})::DOUBLE AS "{c}"' for c in columns)
    if bin_column is None:
        ordered = " ORDER BY ALL" if any(pa.types.is_floating(schema.field(c).type) for c in columns) else ""
        return f"SELECT {keys}, {sums} {window} GROUP BY ALL{ordered}"
    if not pa.types.is_list(schema.field(bin_column).type):
        return f'SELECT {keys}, "{bin_column}", {sums} {window} GROUP BY ALL'
    times = ", ".join(f'count(*)::DOUBLE AS "{c}"' for c in columns)
    spread = f'SELECT {keys}, unnest("{bin_column}") AS "{bin_column}" {window}'
    return f"SELECT *, {times} FROM ({spread}) GROUP BY ALL"  # noqa: S608


def _exact(schema: pa.Schema, column: str) -> str:
    """Decimals add up to the same sum in any order, doubles do not: the same lake gives the same figures to the last bit."""
    import pyarrow as pa

    floating = pa.types.is_floating(schema.field(column).type)
    return f'"{column}"::DECIMAL(38, 6)' if floating else f'"{column}"'


def cells(asked: Asked, table: pa.Table, dimensions: Dimensions) -> dict[Cell, dict[str, Any]]:
    """(week, values of the dimensions) -> the formula's inputs.

    Raises DefinitionError when one figure would hold answers that must not be mixed.
    """
    out: dict[Cell, dict[str, Any]] = {}
    kinds: dict[Cell, tuple[str, ...]] = {}
    columns = {a: table[c].to_pylist() for a, c in asked.measures.items()}
    weeks = table["week"].to_pylist()
    values, guards = _tuples(table, dimensions), _tuples(table, asked.guards)
    binned = (
        list(zip(table["bins"].to_pylist(), table["times"].to_pylist(), strict=True))
        if asked.bin_column
        else []
    )
    for row, week in enumerate(weeks):
        cell = (week, values[row])
        inputs = {a: column[row] for a, column in columns.items()}
        if any(inputs.values()):
            _refuse_mixture(asked, cell, dimensions, kinds.setdefault(cell, guards[row]), guards[row])
        if binned:
            inputs["bins"] = dict(zip(*binned[row], strict=True))
        out[cell] = together(out[cell], inputs) if cell in out else inputs
    return out


def _tuples(table: pa.Table, columns: Dimensions) -> list[tuple[str, ...]]:
    if not columns:
        return [()] * table.num_rows
    return list(zip(*(table[c].to_pylist() for c in columns), strict=True))


def together(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Rows of one cell that differ in a guard, of which only one has counts; and the same cell at two times."""
    return {a: _joined(v, other[a]) if a == "bins" else v + other[a] for a, v in one.items()}


def added_up(rows: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The same for any number of rows, in their order; None without one. Histograms are added in place of being made anew for each row."""
    if len(rows) < 2:
        return rows[0] if rows else None
    out = {a: dict(v) if a == "bins" else v for a, v in rows[0].items()}
    for row in rows[1:]:
        for name, value in row.items():
            if name == "bins":
                bins = out["bins"]
                for b, times in value.items():
                    bins[b] = bins.get(b, 0) + times
            else:
                out[name] += value
    return out


def _joined(one: dict[int, float], other: dict[int, float]) -> dict[int, float]:
    if not one or not other:
        return one or other
    return {b: one.get(b, 0) + other.get(b, 0) for b in one.keys() | other.keys()}


def _refuse_mixture(
    asked: Asked, cell: Cell, dimensions: Dimensions, one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    if one == other:
        return
    guard, a, b = next((g, a, b) for g, a, b in zip(asked.guards, one, other, strict=True) if a != b)
    segment = ", ".join(f"{d}={v}" for d, v in zip(dimensions, cell[1], strict=True)) or "the whole company"
    raise DefinitionError(
        f"{asked.metric.name}, week {cell[0]}, {segment}: {guard} {min(a, b)} and {max(a, b)} cannot be put into one "
        f"figure ({asked.formula.name}); select one with 'where: {{{guard}: ...}}' in sql/metrics/"
        f"{asked.metric.name}.yaml, or measure by {guard}"
    )
