"""The parts of a report come from measurements and counts as they are; a change splits exactly."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from cxpulse.catalog.metrics import load_metric
from cxpulse.core.measurement import Measurement, Segment, State, segment_of
from cxpulse.jobs import report_counts as counts
from cxpulse.jobs import report_figures as figures

WEEK = dt.date(2026, 11, 14)
BEFORE = dt.date(2026, 11, 7)
NPS, CSAT = load_metric("nps"), load_metric("csat_share")


def measured(metric: Any, value: float | None, week: dt.date = WEEK, segment: Segment = (), half: float = 0.02, n: int = 100) -> Measurement:
    low, high = (None, None) if value is None else (value - half, value + half)
    state = State.OK if value is not None else State.FEW
    return Measurement(metric.name, metric.version, week, segment, value, low, high, n, state, metric.unit, metric.direction)


def found(*measurements: Measurement) -> figures.Figures:
    out = figures.Figures()
    out.add(measurements)
    return out


def nps_counts(*rows: tuple[dt.date, str, int, int, int]) -> pa.Table:
    """week, touchpoint, n, promoters, detractors; one survey of the right kind."""
    columns: dict[str, list[Any]] = {
        "week": [r[0] for r in rows],
        "touchpoint": [r[1] for r in rows],
        "channel": ["app"] * len(rows),
        "scale": ["nps"] * len(rows),
        "survey_kind": ["relationship"] * len(rows),
        "direct": ["direct"] * len(rows),
        "n": [r[2] for r in rows],
        "promoters": [r[3] for r in rows],
        "detractors": [r[4] for r in rows],
    }
    return pa.table(columns)


def test_a_tile_without_a_week_before_has_no_change() -> None:
    tile = figures.tile(CSAT, found(measured(CSAT, 0.8)), [BEFORE, WEEK], (), 0.85)
    assert (tile.previous, tile.change, tile.changed) == (None, None, "unknown")
    assert tile.history == (None, 0.8)


def test_a_tile_says_better_only_when_it_is_clear() -> None:
    clear = figures.tile(CSAT, found(measured(CSAT, 0.8), measured(CSAT, 0.7, BEFORE)), [BEFORE, WEEK], (), None)
    faint = figures.tile(CSAT, found(measured(CSAT, 0.8), measured(CSAT, 0.79, BEFORE)), [BEFORE, WEEK], (), None)
    assert (clear.changed, faint.changed) == ("better", "no_clear_change")


def test_a_week_whose_surveys_still_wait_for_answers_is_shown_but_not_compared() -> None:
    rate = load_metric("response_rate")
    given = found(measured(rate, 0.55), measured(rate, 0.65, BEFORE))
    tile = figures.tile(rate, given, [BEFORE, WEEK], (), None)
    assert (tile.now.value, tile.now.state, tile.changed) == (0.55, State.NOT_FRESH, "unknown")
    assert tile.history == (0.65, None)
    assert [p.value for p in figures.trend(rate, given, [BEFORE, WEEK], (), None).points] == [0.65, None]


def test_the_journey_keeps_the_order_of_the_stages_and_prints_what_is_unmapped() -> None:
    cells = [
        measured(CSAT, 0.8, segment=segment_of(stage="use", channel="app"), n=60),
        measured(CSAT, 0.6, segment=segment_of(stage="purchase", channel="web"), n=30),
        measured(CSAT, 0.7, segment=segment_of(stage="unmapped", channel="web"), n=10),
    ]
    journey = figures.journey(CSAT, found(*cells, measured(CSAT, 0.75)), [BEFORE, WEEK], (), ("purchase", "use"))
    assert journey is not None
    assert (journey.stages, journey.channels) == (("purchase", "use"), ("app", "web"))
    assert journey.unmapped_share == pytest.approx(0.1)
    assert [c.measurement.state for c in journey.cells] == [State.NONE, State.OK, State.OK, State.NONE]


def test_no_answer_at_a_stage_is_no_journey() -> None:
    assert figures.journey(CSAT, found(measured(CSAT, 0.75)), [BEFORE, WEEK], (), ("use",)) is None


def test_the_ticket_table_has_the_busiest_channel_first_and_the_total_last() -> None:
    created = load_metric("tickets_created")
    rows = figures.ticket_rows(
        {"tickets_created": created},
        found(
            measured(created, 70), measured(created, 20, segment=segment_of(channel="chat")), measured(created, 50, segment=segment_of(channel="email"))
        ),
        WEEK,
        (),
    )
    assert [(r.channel, r.created, r.backlog) for r in rows] == [("email", 50, None), ("chat", 20, None), ("all", 70, None)]


def test_the_split_is_exact_and_names_the_segment_that_moved() -> None:
    # before: delivery 40, app 40 -> 40; now: delivery 10 (of 100), app 40 (of 100) -> 25: all of it delivery's own
    table = nps_counts(
        (BEFORE, "delivery", 100, 60, 20), (BEFORE, "app", 100, 60, 20), (WEEK, "delivery", 100, 40, 30), (WEEK, "app", 100, 60, 20)
    )
    drivers = counts.driver_split(table, NPS, WEEK, ())
    assert drivers is not None
    assert (drivers.dimension, drivers.start, drivers.end) == ("touchpoint", 40.0, 25.0)
    assert sum(s.rate + s.mix for s in drivers.steps) == pytest.approx(-15.0)
    assert next((s.term.id, round(s.rate, 6), s.clear) for s in drivers.steps if s.term) == ("delivery", -15.0, True)


def test_more_answers_in_a_bad_segment_are_mix() -> None:
    table = nps_counts(
        (BEFORE, "delivery", 100, 30, 30), (BEFORE, "app", 100, 60, 20), (WEEK, "delivery", 300, 90, 90), (WEEK, "app", 100, 60, 20)
    )
    drivers = counts.driver_split(table, NPS, WEEK, ())
    assert drivers is not None
    assert sum(s.rate for s in drivers.steps) == pytest.approx(0.0)
    assert sum(s.mix for s in drivers.steps) == pytest.approx(drivers.end - drivers.start) == pytest.approx(-10.0)


def test_one_segment_or_one_week_cannot_be_split() -> None:
    assert counts.driver_split(nps_counts((BEFORE, "app", 9, 3, 3), (WEEK, "app", 9, 3, 3)), NPS, WEEK, ()) is None
    assert counts.driver_split(nps_counts((WEEK, "app", 9, 3, 3), (WEEK, "delivery", 9, 3, 3)), NPS, WEEK, ()) is None


def test_a_week_with_too_few_answers_has_no_promoter_bar() -> None:
    weeks = counts.promoter_weeks(nps_counts((BEFORE, "app", 9, 9, 0), (WEEK, "app", 20, 10, 5)), NPS, [BEFORE, WEEK], ())
    assert [(w.promoters, w.passives, w.detractors, w.n) for w in weeks] == [(None, None, None, 9), (0.5, 0.25, 0.25, 20)]
