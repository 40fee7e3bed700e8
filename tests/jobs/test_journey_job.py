"""The journey from a hand-made lake: direct and indirect apart, scores per customer, and what nobody is asked about."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from cxpulse.catalog.settings import Settings
from cxpulse.core.journey.journeys import journey_scores
from cxpulse.jobs.customers import customers as customers_job
from cxpulse.jobs.journey import look
from cxpulse.jobs.measure import measure
from lake_fixtures import answer, put, settings, utc

WEEK = dt.date(2026, 3, 23)
NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
CSAT = {"survey_id": "csat", "survey_kind": "transactional", "scale": "csat", "scale_min": 1, "scale_max": 5, "satisfied_from": 4}


def csat(person: int, touchpoint: str, stage: str, good: bool, when: str = "2026-03-24 10:00:00", **more):
    return answer(when, 5 if good else 2, respondent_key=f"p{person}", touchpoint=touchpoint, stage=stage, channel="app", **{**CSAT, **more})


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    plain = settings(tmp_path)
    return plain.model_copy(update={"touchpoints": {"delivery": "purchase", "support": "support", "renewal": "renewal"}})


def customers(count: int = 40):
    """Each is heard at two stages; one in four is failed at the first, another one in four at the second."""
    for i in range(count):
        yield csat(i, "delivery", "purchase", i % 4 != 0)
        yield csat(i, "support", "support", i % 4 != 1, survey_id="csat_2")


def test_single_stages_look_better_than_the_journey(config: Settings):
    rows = list(customers())
    put(config, "response", "2026-03-23", rows)
    measure(config, touched=None, now=NOW)
    found = look(config, WEEK)
    assert (found.whole.customers, found.whole.all_good, found.whole.stages_good) == (40, 0.5, 0.75)
    frame = pd.DataFrame([{"respondent": r["respondent_key"], "stage": r["stage"], "satisfied": float(r["score"] >= 4)} for r in rows])
    assert journey_scores(frame)["all_good"].mean() == found.whole.all_good  # the query and the plain function agree
    assert journey_scores(frame)["mean"].mean() == found.whole.score == 0.75
    assert found.scores["touchpoint"]["delivery"][:2] == (40.0, 3000.0)
    assert not found.gaps["touchpoint"].clear  # 75 and 75
    assert found.unmapped == 0


def test_indirect_feedback_is_in_no_other_figure(config: Settings):
    reviews = [csat(100 + i, "delivery", "purchase", False, direct=False, survey_id="reviews") for i in range(50)]
    put(config, "response", "2026-03-23", [*customers(), *reviews])
    measure(config, touched=None, now=NOW)
    found = look(config, WEEK)
    assert found.scores["touchpoint"]["delivery"][:2] == (40.0, 3000.0)
    assert found.indirect[:2] == (50.0, 0.0)
    assert found.to_json()["indirect"] == {"n": 50, "value": 0.0}


def test_a_clear_gap_is_named_and_the_change_splits_exactly(config: Settings):
    before = [csat(i, "delivery", "purchase", i % 2 == 0, "2025-12-02 10:00:00") for i in range(60)]
    before += [csat(100 + i, "support", "support", i % 10 != 0, "2025-12-02 10:00:00") for i in range(60)]
    now = [csat(i, "delivery", "purchase", i % 5 == 0) for i in range(80)] + [csat(100 + i, "support", "support", i % 10 != 0) for i in range(40)]
    put(config, "response", "2025-12-01", before)
    put(config, "response", "2026-03-23", now)
    measure(config, touched=None, now=NOW)
    found = look(config, WEEK)
    gap = found.gaps["touchpoint"]
    assert (gap.high, gap.low, gap.clear) == ("support", "delivery", True)
    assert gap.difference == pytest.approx(70)
    split = found.split["touchpoint"]
    assert (split.start, split.end) == (pytest.approx(70), pytest.approx(100 * (16 + 36) / 120))
    assert split.start + split.rate + split.mix == pytest.approx(split.end, abs=1e-9)


def test_who_is_failed_again_and_what_is_not_heard(config: Settings):
    nps = {"survey_id": "nps", "respondent_key": "p1", "account_id": "a1"}
    put(config, "response", "2026-03-23", [
        *customers(12),
        answer("2026-03-25 10:00:00", 2, **nps), answer("2026-03-26 10:00:00", 3, **nps),  # one answer per survey and week
        csat(1, "support", "support", False, account_id="a1", survey_id="csat_3"),
    ])  # fmt: skip
    put(config, "ticket", "2026-03-23", [{"created_at": dt.datetime(2026, 3, 24), "region": "north", "plan": "basic"}])
    measure(config, touched=None, now=NOW)
    found = look(config, WEEK)
    assert found.repeat.to_dict("records")[0]["customer"] == "a1"
    assert found.repeat["bad"].tolist() == [2]
    assert found.heard.touchpoints == ("renewal",)
    assert set(found.heard.segments) == {("region", "north"), ("plan", "basic")}
    assert "awareness" in found.heard.stages
    assert (found.drivers.stages, found.drivers.touchpoints, found.drivers.told) == (None, None, None)  # under 400 customers


def test_what_goes_with_nps_from_400_customers(config: Settings):
    rows = []
    for i in range(500):
        good = i % 2 == 0
        rows.append(csat(i, "support", "support", good))
        rows.append(csat(i, "delivery", "purchase", i % 3 == 0, survey_id="csat_2"))
        rows.append(answer("2026-03-25 10:00:00", (9 if good else 5) + (i % 7 == 0), respondent_key=f"p{i}"))
    put(config, "response", "2026-03-23", rows)
    measure(config, touched=None, now=NOW)
    found = look(config, WEEK).drivers.stages
    assert found.n == 500
    assert found.clear
    assert found.weights[0][0] == "stage:support"
    assert found.weights[0][1] > 0.95
    assert found.weights[0][2] == 1


def test_tickets_without_a_status_go_with_nps_too(config: Settings):
    rows, tickets = [], []
    for i in range(500):
        rows.append(csat(i, "support", "support", i % 3 == 0))
        rows.append(answer("2026-03-25 10:00:00", (9 if i % 2 else 5) + (i % 7 == 0), respondent_key=f"p{i}"))
        tickets += [{"requester_key": f"p{i}", "created_at": utc("2026-03-24 09:00:00"), "status": None}] * (i % 2)
    put(config, "response", "2026-03-23", rows)
    put(config, "ticket", "2026-03-23", tickets)
    driver, share, sign = look(config, WEEK).drivers.stages.weights[0]
    assert (driver, share > 0.95, sign) == ("tickets", True, 1)


def test_nothing_heard_is_told_as_nothing(config: Settings):
    found = look(config, WEEK)
    assert (found.whole, found.drivers.told, found.gaps) == (None, None, {"touchpoint": None, "channel": None})
    assert found.heard.touchpoints == ("delivery", "support", "renewal")
    assert found.to_json()["indirect"] == {"n": 0, "value": None}


def effort(person: int, touchpoint: str, stage: str, score: int, **more):
    """Effort from 1 (none) to 5 (very much): up to 2 is satisfied."""
    scale = {"survey_id": "effort", "scale": "ces", "direction": "lower_is_better", "satisfied_from": 2}
    return {**csat(person, touchpoint, stage, True, **{**scale, **more}), "score": float(score)}


def test_low_effort_is_good_and_high_effort_is_bad(config: Settings, monkeypatch: pytest.MonkeyPatch):
    from cxpulse.catalog import journey as catalog
    from cxpulse.jobs import journey

    monkeypatch.setattr(journey, "load_journey", lambda: catalog.JourneyLook(metric="csat_share", scale="ces"))
    rows = []
    for i in range(40):  # every second customer had it easy twice, the others had it easy once
        rows.append(effort(i, "delivery", "purchase", 1))
        rows.append(effort(i, "support", "support", 2 if i % 2 == 0 else 3, survey_id="effort_2"))
    rows += [effort(50, "support", "support", 5, survey_id=f"again_{n}") for n in range(2)]
    put(config, "response", "2026-03-23", rows)
    found = look(config, WEEK)
    assert (found.whole.customers, found.whole.all_good, found.whole.stages_good) == (40, 0.5, 0.75)
    assert found.repeat.to_dict("records")[0]["customer"] == "p50"
    assert len(found.repeat) == 1  # nobody was failed twice by low effort


def test_low_effort_goes_with_a_high_score(config: Settings, monkeypatch: pytest.MonkeyPatch):
    from cxpulse.catalog import journey as catalog
    from cxpulse.jobs import journey

    monkeypatch.setattr(journey, "load_journey", lambda: catalog.JourneyLook(scale="ces"))
    rows = []
    for i in range(450):
        rows.append(effort(i, "support", "support", 1 if i % 2 == 0 else 5))
        rows.append(answer("2026-03-25 10:00:00", (9 if i % 2 == 0 else 5) + (i % 7 == 0), respondent_key=f"p{i}"))
    put(config, "response", "2026-03-23", rows)
    assert look(config, WEEK).drivers.stages.weights[0][::2] == ("stage:support", 1)


def test_touchpoints_of_one_stage_are_told_apart(config: Settings):
    rows = []
    for i in range(500):
        good = i % 2 == 0
        rows.append(csat(i, "repair", "support", good))
        rows.append(csat(i, "helpline", "support", i % 3 == 0, survey_id="csat_2"))
        rows.append(answer("2026-03-25 10:00:00", (9 if good else 5) + (i % 7 == 0), respondent_key=f"p{i}"))
    put(config, "response", "2026-03-23", rows)
    drivers = look(config, WEEK).drivers
    assert {name for name, _, _ in drivers.touchpoints.weights} == {"touchpoint:repair", "touchpoint:helpline"}
    assert drivers.touchpoints.weights[0][0] == "touchpoint:repair"
    assert drivers.touchpoints.weights[0][1] > 0.95
    assert [name for name, _, _ in drivers.stages.weights] == ["stage:support"]
    assert drivers.stages.explained < drivers.touchpoints.explained
    assert drivers.told is drivers.touchpoints


def two_sources(config: Settings, count: int = 40) -> None:
    """Each customer answers in a shop and in a helpdesk under another key; the CRM of each knows the same e-mail address."""
    shop = [csat(i, "delivery", "purchase", i % 4 != 0) for i in range(count)]
    desk = [csat(1000 + i, "support", "support", i % 4 != 0) for i in range(count)]
    put(config, "response", "2026-03-23", shop, source="shop")
    put(config, "response", "2026-03-23", desk, source="desk")
    for source, base in (("shop", 0), ("desk", 1000)):
        rows = [{"contact_key": f"p{base + i}", "email_key": f"mail{i}", "region": "north" if source == "shop" else None} for i in range(count)]
        put(config, "contact", "all", rows, source=source)


def test_one_person_in_two_sources_is_one_customer_once_they_are_linked(config: Settings):
    two_sources(config)
    apart = look(config, WEEK)
    assert (apart.whole, len(apart.repeat), apart.heard.customers) == (None, 0, None)
    customers_job(config, now=NOW)
    found = look(config, WEEK)
    assert (found.whole.customers, found.whole.all_good) == (40, 0.75)
    assert len(found.repeat) == 10  # each of every fourth was failed in both places
    assert found.repeat["touchpoints"].tolist() == [2] * 10
    assert found.heard.customers == (40, 40)
    assert found.to_json()["not_heard"]["customers"] == {"known": 40, "heard": 40}
    put(config, "response", "2026-03-23", [csat(1000 + i, "support", "support", True, direct=i < 30) for i in range(40)], source="desk")
    put(config, "response", "2026-03-23", [], source="shop")
    assert look(config, WEEK).heard.customers == (40, 30)  # what others write about them is no answer of theirs


def test_a_segment_is_heard_when_its_customers_are(config: Settings):
    two_sources(config)
    put(config, "contract", "all", [{"account_id": r, "start_date": dt.date(2025, 1, 1), "region": r} for r in ("north", "south")])
    put(config, "contact", "all", [{"contact_key": "p2000", "email_key": "nobody"}], source="crm")
    measure(config, touched=None, now=NOW)
    assert set(look(config, WEEK).heard.segments) == {("region", "north"), ("region", "south")}  # no answer names a region
    customers_job(config, now=NOW)
    found = look(config, WEEK).heard
    assert found.segments == (("region", "south"),)
    assert found.customers == (41, 40)
