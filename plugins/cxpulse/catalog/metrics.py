"""sql/metrics/*.yaml: one metric each, with its contract."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from cxpulse.catalog.project import sql_dir
from cxpulse.catalog.yaml_files import Frozen, load_yaml, names_in, pick
from cxpulse.core.measurement import Direction

Unit = Literal["points", "share", "mean", "minutes", "count", "per_thousand"]
Section = Literal["surveys", "tickets", "churn"]


class Also(Frozen):
    """More inputs from another family: per 1,000 customers, or what an interval needs. Only for segments in dimensions that
    this family has too. required: without them there is no figure; else the formula does without.
    """

    counts: str
    where: dict[str, str | list[str]] = Field(default_factory=dict)
    inputs: dict[str, str]
    required: bool = False


class Weights(Frozen):
    """Post-stratification: the figure in the population's proportions. population: value of the dimension -> its size."""

    dimension: str
    population: dict[str, float]


class Metric(Frozen):
    """A metric's contract.

    formula: a file of core/formulas; counts: a file of sql/counts; where: dimension values that select its rows;
    inputs: the formula's argument -> column of the counts; also: inputs from other families; parameters: further constants
    for the formula; weights: makes it a weighted figure.
    matures_weeks: for so many weeks a week's figure still moves (surveys wait for their answers): a report shows it, but
    does not compare it. margin: drops up to this are of no interest to alerts, in the metric's unit (shares in percentage
    points, medians of durations in percent). Values of unit 'share' are fractions in [0, 1]; 'points' run from -100 to 100; 'minutes' are minutes.
    """

    name: str
    title: str
    short: str
    question: str
    version: int = Field(ge=1)
    formula: str
    counts: str
    where: dict[str, str | list[str]] = Field(default_factory=dict)
    inputs: dict[str, str]
    also: tuple[Also, ...] = ()
    weights: Weights | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)
    scale: str
    direction: Direction
    unit: Unit
    decimals: int = Field(default=1, ge=0, le=3)
    denominator: str
    window: str = "week"
    deduplication: str
    minimum_n: int = Field(default=10, ge=1)
    grey_below: int = Field(default=30, ge=1)
    interval: str
    source: str
    decisions: tuple[str, ...] = ()
    section: Section
    order: int = 100
    report: bool = True
    alert: bool = True
    margin: float = Field(default=0.0, ge=0)
    matures_weeks: int = Field(default=0, ge=0)


def metric_names() -> list[str]:
    """Every metric there is: the files of sql/metrics."""
    return names_in(sql_dir() / "metrics")


def load_metric(name: str) -> Metric:
    """One metric by name. Raises ConfigurationError naming the file and field, or listing what there is."""
    return load_yaml(pick(sql_dir() / "metrics", name, "metric"), Metric, name=name)


def load_metrics() -> list[Metric]:
    """All metrics, in report order."""
    return sorted((load_metric(n) for n in metric_names()), key=lambda m: (m.order, m.name))
