"""The YAML files about customers: how they are looked at, follow-ups and registered fixes."""

from __future__ import annotations

from collections.abc import Iterator

from cxpulse.catalog.customers import load_customers
from cxpulse.catalog.follow_ups import load_follow_ups
from cxpulse.catalog.initiatives import load_initiatives
from cxpulse.catalog.journey import load_journey
from cxpulse.catalog.metrics import load_metric
from cxpulse.core.errors import CXPulseError
from cxpulse.core.formulas import load_formula
from cxpulse.jobs.doctor_line import FAIL, OK, WARN, Line
from cxpulse.jobs.initiatives import metric_of


def customers() -> Iterator[Line]:
    """customers.yaml and journey.yaml; the journey's metric must be a mean or share of answers."""
    found, journey = load_customers(), load_journey()
    metric = load_metric(journey.metric)
    if load_formula(metric.formula).series is None:
        yield Line("customers", FAIL, f"journey.yaml: metric: {metric.name} is no mean of answers", "use one such as csat_share or nps")
    yield Line("customers", OK, f"accounts are named by {found.account_names}; the journey is compared by {metric.name}")


def follow_ups() -> Iterator[Line]:
    """follow_ups.yaml: every follow-up finds an owner, and no two rules have the same name."""
    found = load_follow_ups()
    names = [rule.name for rule in found.rules]
    if len(set(names)) < len(names):
        yield Line("follow-ups", FAIL, "follow_ups.yaml: rules: two have the same name", "give each its own name")
    if found.rules and not any(not owner.when for owner in found.owners):
        yield Line("follow-ups", WARN, "follow_ups.yaml: owners: some follow-ups may have no owner", "end the list with an entry without `when`")
    yield Line("follow-ups", OK, f"{len(names)} rules" if names else "no rule, so nothing is followed up")


def initiatives() -> Iterator[Line]:
    """initiatives/*.yaml: each can be judged by its metric in its segment."""
    found = load_initiatives()
    for initiative in found:
        try:
            metric_of(initiative)
        except CXPulseError as problem:
            yield Line("initiatives", FAIL, str(problem), "correct the file and field that the message names")
    yield Line("initiatives", OK, f"{len(found)} registered fixes")
