"""The story says what is statistically true, in the order of what matters, and never a cause."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cxpulse.core.compare import compare
from cxpulse.core.measurement import Direction, Measurement, State
from cxpulse.core.report_model import AlertNote, Drivers, DriverStep, Phrase, Term, Tile, Value
from cxpulse.core.story import Facts, Story, tell

WEEK = dt.date(2026, 11, 14)


def say(value: Any) -> str:
    """English, without any language layer: enough to read a story in a test."""
    if isinstance(value, Phrase):
        filled = {k: say(v) for k, v in value.values.items()}
        many = value.msgid_plural and value.values[value.plural or ""] != 1
        return str(value.msgid_plural if many else value.msgid) % filled
    if isinstance(value, Term):
        return value.id
    if isinstance(value, Value):
        return f"{value.number:{'+' if value.signed else ''}.{value.decimals}f}" if value.unit != "share" else f"{value.number:.0%}"
    return str(value)


def figure(metric: str, value: float | None, half: float = 2.0, n: int = 400, **other: Any) -> Measurement:
    given = {"state": State.OK, "unit": "points", "direction": Direction.HIGHER} | other
    low, high = (None, None) if value is None else (value - half, value + half)
    return Measurement(metric=metric, version=1, week=WEEK, segment=(), value=value, low=low, high=high, n=n, **given)


def tile(metric: str, value: float | None, before: float | None, target: float | None = None, half: float = 2.0, **other: Any) -> Tile:
    now = figure(metric, value, half, **other)
    previous = None if before is None else figure(metric, before, half, **{**other, "state": State.OK})
    change = compare(now, previous)
    return Tile(metric, now, previous, change.amount, change.low, change.high, change.changed, target, 1, (), metric, metric)


def alert(state: str = "open", metric: str = "nps", now: float | None = 21.3, **segment: str) -> AlertNote:
    return AlertNote(metric, segment, state, 42.0, now, 512, 2, "points", 1, WEEK)


def texts(facts: Facts) -> dict[str, str]:
    story: Story = tell(facts)
    return {part: say(getattr(story, part)) for part in ("headline", "lead", "changed", "why", "ask")}


def test_no_data_at_all_is_said_and_never_a_zero() -> None:
    empty = figure("nps", None, n=0, state=State.NONE)
    told = texts(Facts("nps", (Tile("nps", empty, None, None, None, None, "unknown", 46.0, 1, (), "NPS", "NPS"),), late_sources=("shop", "crm")))
    assert told["headline"] == "No data for this week"
    assert told["lead"] == "No answers and no tickets of this week have come in. 2 sources are late."
    assert told["ask"] == "Operators: find out why no new data came from shop and 1 other source."


def test_a_week_of_tickets_without_a_key_figure_is_not_a_week_without_data() -> None:
    empty = figure("nps", None, n=0, state=State.NOT_SUPPLIED)
    told = texts(Facts("nps", (Tile("nps", empty, None, None, None, None, "unknown", None, 1, (), "NPS", "NPS"),), tickets=7))
    assert told["headline"] == "No data for nps this week"
    assert told["lead"] == "The other figures are below."


def test_the_first_week_has_nothing_to_compare_with() -> None:
    told = texts(Facts("nps", (tile("nps", 40.0, None),)))
    assert told["headline"] == "nps is 40.0; there is no figure of the week before"
    assert told["changed"] == "No figure can be compared with the week before."
    assert told["ask"] == "We ask for nothing this week."


@pytest.mark.parametrize(("n", "lead"), [(1, "Only 1 answer came in this week."), (7, "Only 7 answers came in this week.")])
def test_too_few_answers_give_no_figure(n: int, lead: str) -> None:
    told = texts(Facts("nps", (tile("nps", None, 41.0, n=n, state=State.FEW),), minimum_n={"nps": 10}))
    assert told["headline"] == "Too few answers to show nps"
    assert told["lead"] == lead
    assert told["ask"] == "Ask more customers: nps is shown from 10 answers a week."


def test_all_quiet_is_no_clear_change() -> None:
    told = texts(Facts("nps", (tile("nps", 44.1, 43.0), tile("csat", 80.0, 80.5))))
    assert told == {
        "headline": "No clear change: nps is 44.1",
        "lead": "It moved by +1.1 on the week before (95% interval: -1.7 to +3.9), no more than chance would.",
        "changed": "No key figure changed by more than chance.",
        "why": "There is no clear change to explain.",
        "ask": "We ask for nothing this week.",
    }


def test_a_clear_rise_with_its_segment_and_target() -> None:
    drivers = Drivers("nps", "touchpoint", "points", 1, WEEK, 41.8, 51.8, (
        DriverStep(Term("touchpoint", "delivery"), 8.6, 0.2, True),
        DriverStep(Term("touchpoint", "checkout"), 1.9, -0.7, False),
    ))  # fmt: skip
    told = texts(Facts("nps", (tile("nps", 51.8, 41.8, target=46.0), tile("csat", 80.0, 80.5)), drivers=drivers))
    assert told["headline"] == "nps rose to 51.8, above its target of 46.0"
    assert told["lead"] == "It rose by 10.0 on the week before (95% interval: 7.2 to 12.8). The target of 46.0 is met."
    assert told["why"].startswith("delivery stands out: its own change makes up +8.6 of the +10.0.")
    assert told["changed"] == "No other key figure changed by more than chance."


def test_a_fall_reads_its_interval_downwards() -> None:
    told = texts(Facts("nps", (tile("nps", 35.0, 41.0),)))
    assert told["headline"] == "nps fell to 35.0"
    assert told["lead"] == "It fell by 6.0 on the week before (95% interval: 3.2 to 8.8)."
    assert told["ask"] == "Watch nps next week: one week alone is not yet a reason to act."


def test_where_low_is_good_a_rise_is_called_worse() -> None:
    told = texts(Facts("first_reply", (tile("first_reply", 52.0, 38.0, unit="minutes", direction=Direction.LOWER),)))
    assert told["headline"] == "first_reply got worse: it rose to 52.0"


def test_an_open_alert_comes_before_everything_and_names_segment_and_owner() -> None:
    one = alert(touchpoint="delivery", channel="call_centre")
    facts = Facts("nps", (tile("nps", 51.8, 41.8),), alerts=(one,), owners={"delivery": "Delivery lead"})
    told = texts(facts)
    assert told["headline"] == "nps fell in delivery (call_centre): 21.3, usually 42.0"
    assert told["lead"] == "Judged on the last 2 weeks (n = 512). In the whole company, nps is 51.8, a clear change of +10.0 on the week before."
    assert told["changed"] == "nps rose by 10.0 to 51.8, which is better."
    assert told["ask"] == "Delivery lead: find the reason in delivery (call_centre) and report back within a week."


def test_several_alerts_are_counted_and_named() -> None:
    alerts = (alert("ongoing", touchpoint="support"), alert("open", touchpoint="delivery"), alert("recovered", touchpoint="app"))
    told = texts(Facts("nps", (tile("nps", 44.0, 43.0),), alerts=alerts))
    assert told["headline"].startswith("nps fell in delivery")
    assert "2 alerts are open." in told["lead"]
    assert told["changed"] == "nps in support is 21.3, usually 42.0. The alert on nps in app has ended."
    assert told["ask"] == "Name an owner for delivery, who finds the reason and reports back within a week."


def test_an_ended_alert_is_good_news() -> None:
    told = texts(Facts("nps", (tile("nps", 44.0, 43.0),), alerts=(alert("recovered", touchpoint="delivery"),)))
    assert told["headline"] == "nps in delivery is back at its usual level"
    assert told["lead"] == "In the whole company, nps is 44.0, with no clear change on the week before."
    assert told["changed"] == "No key figure changed by more than chance."


def test_a_stopped_series_is_not_a_fall() -> None:
    told = texts(Facts("nps", (tile("nps", 44.0, 43.0),), alerts=(alert("no_data", "response_rate", None),)))
    assert told["headline"] == "No data for response_rate: it has stopped coming in"
    assert told["ask"] == "Operators: check the export that feeds response_rate."


def test_a_shift_of_the_mix_is_called_that() -> None:
    drivers = Drivers("nps", "touchpoint", "points", 1, WEEK, 41.8, 33.8, (
        DriverStep(Term("touchpoint", "delivery"), -0.5, -4.0, False),
        DriverStep(Term("touchpoint", "checkout"), -0.5, -3.0, False),
    ))  # fmt: skip
    told = texts(Facts("nps", (tile("nps", 33.8, 41.8),), drivers=drivers))
    assert told["why"] == (
        "Most of it is a shift of the mix: -7.0 of the -8.0 comes from who answered, not from a change within the segments."
    )


def test_a_clear_segment_behind_a_calm_total_is_told() -> None:
    drivers = Drivers("nps", "touchpoint", "points", 1, WEEK, 43.0, 44.0, (
        DriverStep(Term("touchpoint", "delivery"), -3.0, 0.0, True), DriverStep(Term("touchpoint", "app"), 4.0, 0.0, False),
    ))  # fmt: skip
    assert texts(Facts("nps", (tile("nps", 44.0, 43.0),), drivers=drivers))["why"] == (
        "Behind the calm total, delivery changed clearly: it moved the total by -3.0."
    )


def test_another_figure_takes_the_headline_only_when_it_is_clear_among_all() -> None:
    calm = tuple(tile(f"m{i}", 80.0, 80.5) for i in range(8))
    weak = texts(Facts("nps", (tile("nps", 44.0, 43.0), tile("csat", 80.0, 76.5), *calm)))
    strong = texts(Facts("nps", (tile("nps", 44.0, 43.0), tile("csat", 80.0, 70.0), *calm)))
    assert weak["headline"] == "No clear change: nps is 44.0"
    assert weak["changed"] == "csat rose by 3.5 to 80.0, which is better."
    assert strong["headline"] == "csat rose to 80.0"
    assert strong["lead"].startswith("It rose by 10.0 on the week before")
    assert strong["changed"] == "No other key figure changed by more than chance."
    assert strong["why"] == "csat: This change cannot be split by segment."


def test_many_clear_changes_are_counted_not_listed() -> None:
    tiles = tuple(tile(f"m{i}", 80.0, 60.0 + i) for i in range(5))
    assert texts(Facts("m0", tiles))["changed"].endswith("1 more change is in the tables.")
