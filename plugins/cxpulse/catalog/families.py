"""sql/counts/*.sql: families of additive counts. Their head comments say what they read and what they give.

sql/counts/shared/*.sql are tables that are made once for all families of an entity which name them as relations. A family that
gives `place` and `segment` in place of names gets the names from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cxpulse.catalog.metrics import Metric
from cxpulse.catalog.project import sql_dir
from cxpulse.catalog.yaml_files import names_in, pick
from cxpulse.core.errors import ConfigurationError

KEYS = ("week", "part_week", "source")
_HEAD = re.compile(
    r"^-- (relations|partition|preceding|following|instants|days|dimensions|bins|measures|parameters|weeks): (.+)$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Shared:
    """A table that several families read. relations: the tables that it is made of; weeks: columns with the week of an instant,
    and which column that instant is in. An instant in no week of the table `weeks` has none.
    """

    name: str
    sql: str
    relations: tuple[str, ...]
    weeks: dict[str, str]


@dataclass(frozen=True, slots=True)
class Family:
    """One family of counts.

    relations: table names of the query (plural entity names, shared tables, and `weeks`); partition: the entity whose partitions the
    counts come from; preceding, following: so many weeks before and after it are read with a partition, because they decide
    what is counted (a repeated contact, the reply to a message); instants (UTC times) and days (local dates): its columns that decide which weeks rows fall into;
    dimensions, bins, measures: columns of the result beside week, part_week and source; parameters: constants.
    """

    name: str
    sql: str
    relations: tuple[str, ...]
    partition: str
    preceding: int
    following: int
    instants: tuple[str, ...]
    days: tuple[str, ...]
    dimensions: tuple[str, ...]
    bins: tuple[str, ...]
    measures: tuple[str, ...]
    parameters: dict[str, int]
    shared: tuple[Shared, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Every column that is no measure."""
        return (*KEYS, *self.dimensions, *self.bins)

    @property
    def tables(self) -> tuple[str, ...]:
        """The relations with every shared table replaced by those that it is made of."""
        shared = {s.name: s.relations for s in self.shared}
        return tuple(dict.fromkeys(t for r in self.relations for t in shared.get(r, (r,))))

    @property
    def definition(self) -> str:
        """Everything that decides what is counted: the query, and those of its shared tables."""
        return "\n".join([self.sql, *(s.sql for s in self.shared)])


def family_names() -> list[str]:
    """Every family there is: the files of sql/counts."""
    return names_in(sql_dir() / "counts", ".sql")


def shared_names() -> list[str]:
    """Every shared table there is: the files of sql/counts/shared."""
    return names_in(sql_dir() / "counts" / "shared", ".sql")


def load_shared(name: str) -> Shared:
    """One shared table by name. Raises ConfigurationError: no such file, or no head line that names its relations."""
    path = pick(sql_dir() / "counts" / "shared", name, "shared table of counts", ".sql")
    sql = path.read_text(encoding="utf-8")
    head = _head(path, sql, ("relations",))
    weeks = {column: instant for column, _, instant in (pair.partition(" of ") for pair in head.get("weeks", ()))}
    return Shared(name, sql, head["relations"], weeks)


def load_family(name: str) -> Family:
    """One family by name. Raises ConfigurationError: no such file, or a head line that is missing."""
    path = pick(sql_dir() / "counts", name, "family of counts", ".sql")
    sql = path.read_text(encoding="utf-8")
    head = _head(path, sql, ("relations", "partition", "dimensions", "measures"))
    return Family(
        name=name,
        sql=sql,
        relations=head["relations"],
        partition=head["partition"][0],
        preceding=int(head.get("preceding", ("0",))[0]),
        following=int(head.get("following", ("0",))[0]),
        instants=head.get("instants", ()),
        days=head.get("days", ()),
        dimensions=head["dimensions"],
        bins=head.get("bins", ()),
        measures=head["measures"],
        parameters=_parameters(path, head.get("parameters", ())),
        shared=tuple(load_shared(r) for r in head["relations"] if r in shared_names()),
    )


def _head(path: Path, sql: str, wanted: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    head = {key: tuple(v.strip() for v in text.split(",")) for key, text in _HEAD.findall(sql)}
    for key in wanted:
        if key not in head:
            raise ConfigurationError(f"{path}: the head line '-- {key}: ...' is missing")
    return head


def _parameters(path: Path, pairs: tuple[str, ...]) -> dict[str, int]:
    try:
        return {name.strip(): int(value) for name, value in (pair.split("=") for pair in pairs)}
    except ValueError:
        raise ConfigurationError(f"{path}: the head line '-- parameters:' wants name=integer, ...") from None


def check_metric(metric: Metric) -> Family:
    """The family of a metric, after checking that every column the metric names is there.

    Raises ConfigurationError naming the file, the field and the column, with the columns that there are.
    """
    family = load_family(metric.counts)
    where = f"{sql_dir() / 'metrics' / (metric.name + '.yaml')}: field"
    for column in metric.where:
        if column not in family.dimensions:
            raise ConfigurationError(
                f"{where} 'where.{column}': {family.name} has no such dimension; there are: {', '.join(family.dimensions)}"
            )
    _check_inputs(where, family, metric.inputs)
    for other in metric.also:
        _check_inputs(where, load_family(other.counts), other.inputs)
    return family


def _check_inputs(where: str, family: Family, inputs: Mapping[str, str]) -> None:
    for argument, column in inputs.items():
        if column not in (*family.measures, *family.bins):
            raise ConfigurationError(
                f"{where} 'inputs.{argument}': {family.name} has no measure '{column}'; there are: "
                f"{', '.join((*family.measures, *family.bins))}"
            )
