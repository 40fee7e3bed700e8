"""Sums of counts by week and segment: what every figure is made of. Segments, sources and partitions just add up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.families import Family, check_metric, load_family
from cxpulse.catalog.metrics import Metric
from cxpulse.catalog.settings import Settings
from cxpulse.core.formulas import Formula, load_formula
from cxpulse.engines import Plain, load_engine
from cxpulse.jobs.measure_counting import limits, store_of
from cxpulse.jobs.remembered import Remembered
from cxpulse.lake import statistics

if TYPE_CHECKING:
    import pyarrow as pa

KEPT_BYTES = 32_000_000
Dimensions = tuple[str, ...]


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

    @property
    def selection(self) -> str:
        """What the metric selects by, as text: equal for metrics that count the same rows."""
        return repr(sorted(self.metric.where.items()))


@dataclass(slots=True)
class Sums:
    """The counts of one family, added up to the dimensions that one question needs (an Arrow table). made: what was made of it."""

    table: pa.Table
    made: dict[Hashable, Any] = field(default_factory=dict)

    def by(self, asked: Asked, dimensions: Dimensions) -> pa.Table:
        """week, dimensions and guards with the summed inputs, for the rows that the metric selects.

        For a formula that reads bins, the rows that it selects are as they are: each with its bin, or the list of its bins.
        """
        if asked.bin_column:
            return self.kept((asked.selection, "rows"), lambda: selected(self.table, asked.metric))
        keys = list(dict.fromkeys(["week", *dimensions, *asked.guards]))
        columns = sorted(set(asked.measures.values()))
        rows = self.kept((asked.selection, *keys, *columns), lambda: self._added(asked, keys, columns))
        return rows.select([*keys, *(f"{c}_sum" for c in columns)]).rename_columns([*keys, *columns])

    def kept(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What was made before under this key, else what `make` gives."""
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]

    def _added(self, asked: Asked, keys: list[str], columns: list[str]) -> pa.Table:
        return selected(self.table, asked.metric).group_by(keys).aggregate([(c, "sum") for c in columns])


READ: Remembered[Sums] = Remembered(KEPT_BYTES, weigh=lambda sums: int(sums.table.nbytes) + 1)
"""What `load_sums` has read; the tables that are made of it are kept with it."""


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
    one number for each thing that was counted; then the lists are joined.
    """
    import pyarrow as pa

    window = "FROM counted WHERE week >= $first AND week <= $last"
    sums = ", ".join(f'sum({_exact(schema, c)})::DOUBLE AS "{c}"' for c in columns)
    if bin_column is None:
        ordered = " ORDER BY ALL" if any(pa.types.is_floating(schema.field(c).type) for c in columns) else ""
        return f"SELECT {keys}, {sums} {window} GROUP BY ALL{ordered}"
    if not pa.types.is_list(schema.field(bin_column).type):
        return f'SELECT {keys}, "{bin_column}", {sums} {window} GROUP BY ALL'
    return f'SELECT {keys}, flatten(list("{bin_column}")) AS "{bin_column}", {sums} {window} GROUP BY ALL'


def _exact(schema: pa.Schema, column: str) -> str:
    """Decimals add up to the same sum in any order, doubles do not: the same lake gives the same figures to the last bit."""
    import pyarrow as pa

    floating = pa.types.is_floating(schema.field(column).type)
    return f'"{column}"::DECIMAL(38, 6)' if floating else f'"{column}"'
