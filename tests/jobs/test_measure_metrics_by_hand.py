"""The rest of the catalogue worked by hand: rates, targets, ages, repeats, weights and intervals over accounts."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
import yaml

from cxpulse.catalog.metrics import load_metric
from cxpulse.catalog.project import sql_dir
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import DefinitionError
from cxpulse.core.measurement import State, segment_of
from cxpulse.core.weighting import CLUSTERED, WEIGHTED
from cxpulse.jobs.measure import counts, measure, measurements
from lake_fixtures import answer, put, settings, utc

NOW = dt.datetime(2026, 4, 10, tzinfo=dt.UTC)
BEFORE, WEEK, AFTER = dt.date(2026, 3, 16), dt.date(2026, 3, 23), dt.date(2026, 3, 30)
CSAT = {
    "survey_id": "c", "survey_kind": "transactional", "scale": "csat", "scale_min": 1, "scale_max": 5, "satisfied_from": 4,
}  # fmt: skip
RATING = {**CSAT, "survey_id": "r", "scale_min": 0, "scale_max": 1, "satisfied_from": 1}


def figure(config, metric, week=WEEK, **segment):  # type: ignore[no-untyped-def]
    return measurements(config, [week], [metric], segments=[segment_of(segment)])[0]


def filled(config: Settings, entity: str, rows: list[dict], week: str = "2026-03-23") -> Settings:  # type: ignore[type-arg]
    put(config, entity, week, rows)
    measure(config, touched=None, now=NOW)
    return config


def test_complaints_per_thousand_customers_and_comments(tmp_path: Path) -> None:
    config = settings(tmp_path)
    start = dt.date(2025, 1, 1)
    contracts = [{"account_id": f"a{i}", "start_date": start, "region": "north" if i < 100 else "south"} for i in range(400)]
    put(config, "contract", "all", contracts)
    at = "2026-03-24 10:00:00"
    rows = [answer(at, s, comment="slow", region="north") for s in (0, 3, 6)]  # detractors with a comment: three
    rows += [answer(at, 7, comment="fine", region="north"), answer(at, 2, region="north")]  # none
    rows += [answer(at, s, comment="no", region="south", **CSAT) for s in (1, 2, 3, 3, 3, 3, 3)]  # not satisfied: seven
    rows += [answer(at, 5, comment="yes", region="south", **CSAT)]
    filled(config, "response", rows)
    found = figure(config, "complaint_rate")
    assert (found.n, found.value) == (400, pytest.approx(25.0))  # 10 of 400
    assert (found.low, found.high) == (pytest.approx(11.9885, abs=1e-3), pytest.approx(45.9759, abs=1e-3))  # Garwood
    assert figure(config, "complaint_rate", region="north").value == pytest.approx(30.0)
    assert figure(config, "complaint_rate", channel="app").state is State.NOT_SUPPLIED  # contracts have no channel
    comments = figure(config, "comment_rate")
    assert (comments.n, comments.value) == (13, pytest.approx(12 / 13))


def test_no_complaint_is_a_zero_where_customers_can_comment(tmp_path: Path) -> None:
    config = settings(tmp_path)
    contracts = [{"account_id": f"a{i}", "start_date": dt.date(2025, 1, 1)} for i in range(400)]
    put(config, "contract", "all", contracts)
    at = "2026-03-24 10:00:00"
    filled(config, "response", [answer(at, 10), answer(at, 2)])  # nobody has a comment: a complaint could not be seen
    assert figure(config, "complaint_rate").state is State.NOT_SUPPLIED
    filled(config, "response", [answer(at, 10, comment="fine"), answer(at, 2)])
    found = figure(config, "complaint_rate")
    assert (found.state, found.value, found.low, found.n) == (State.OK, 0.0, 0.0, 400)
    assert found.high == pytest.approx(3.68888 * 1000 / 400, abs=1e-3)  # Garwood's upper bound of no event
    assert figure(config, "complaint_rate", AFTER).state is State.NONE  # a week without answers is no zero


def test_complaints_without_contracts_are_not_supplied(tmp_path: Path) -> None:
    config = filled(settings(tmp_path), "response", [answer("2026-03-24 10:00:00", 0, comment="x")])
    assert figure(config, "complaint_rate").state is State.NOT_SUPPLIED


def test_good_and_bad_is_never_put_together_with_one_to_five(tmp_path: Path) -> None:
    rows = [answer("2026-03-24 10:00:00", s, **CSAT) for s in [5] * 8 + [1] * 12]
    rows += [answer("2026-03-24 10:00:00", s, **RATING) for s in [1] * 9 + [0]]
    config = filled(settings(tmp_path), "response", rows)
    assert [(figure(config, m).n, figure(config, m).value) for m in ("csat_share", "csat_support")] == [(20, 0.4), (10, 0.9)]
    mixed = load_metric("csat_mean").model_copy(update={"where": {"scale": "csat"}})
    with pytest.raises(DefinitionError, match="csat_0_1 and csat_1_5 cannot be put into one figure"):
        measurements(config, [WEEK], [mixed])


def test_an_account_that_answers_often_widens_the_interval(tmp_path: Path) -> None:
    at = "2026-03-24 10:00:00"
    alone = [answer(at, s, account_id=f"a{i}") for i, s in enumerate([10] * 10 + [0] * 10)]
    config = filled(settings(tmp_path / "alone"), "response", alone)
    single = figure(config, "nps")
    assert single.interval == "adjusted Wald, 95%"
    often = [answer(at, s, account_id=f"a{i // 5}", channel="app") for i, s in enumerate([10] * 10 + [0] * 10)]
    config = filled(settings(tmp_path / "often"), "response", often)
    found = figure(config, "nps")
    # four accounts with sums 500, 500, -500, -500: variance 4/3 x 1,000,000 / 400 -> se 57.735; t with 3 degrees 3.18245
    assert (found.value, found.interval) == (0.0, CLUSTERED)
    assert (found.low, found.high) == (-100.0, 100.0)
    assert found.variance == pytest.approx(20 * 4 / 3 * 1_000_000 / 400)
    assert figure(config, "nps", channel="app").interval == "adjusted Wald, 95%"
    # answers without an account stand alone
    config = filled(settings(tmp_path / "both"), "response", often + [answer(at, 8) for _ in range(180)])
    both = figure(config, "nps")
    # 184 clusters, residuals 4 x 500^2: sqrt(184/183 x 1,000,000 / 200^2) = 5.0136, t 1.97301
    assert both.interval == CLUSTERED
    assert both.high == pytest.approx(1.973012 * 5.013643, abs=1e-3)


def test_cluster_robust_shares_and_means(tmp_path: Path) -> None:
    at = "2026-03-24 10:00:00"
    rows = [answer(at, s, account_id=f"a{i // 2}", **CSAT) for i, s in enumerate([5, 5, 1, 1] * 10)]
    config = filled(settings(tmp_path), "response", rows)
    share, mean = figure(config, "csat_share"), figure(config, "csat_mean")
    # 20 accounts of two equal answers: like 20 answers, se sqrt(20/19 x 20 / 1600) = .114708, t 2.093024
    assert (share.value, share.interval) == (0.5, CLUSTERED)
    assert share.high == pytest.approx(0.5 + 2.093024 * 0.114708, abs=1e-5)
    assert mean.high == pytest.approx(3 + 4 * 2.093024 * 0.114708, abs=1e-4)


def test_a_weighted_figure_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(sql_dir(), tmp_path / "sql")
    own = yaml.safe_load((tmp_path / "sql/metrics/nps.yaml").read_text(encoding="utf-8"))
    own["weights"] = {"dimension": "region", "population": {"north": 3000, "south": 1000}}
    (tmp_path / "sql/metrics/nps_weighted.yaml").write_text(yaml.safe_dump(own), encoding="utf-8")
    monkeypatch.setenv("CXPULSE_SQL", str(tmp_path / "sql"))
    at = "2026-03-24 10:00:00"
    rows = [answer(at, s, region="north") for s in [10] * 10 + [0] * 10]  # mean 0, variance 10526.3
    rows += [answer(at, s, region="south") for s in [10] * 60 + [0] * 20]  # mean 50, variance 7594.9
    config = filled(settings(tmp_path / "data"), "response", rows)
    found = figure(config, "nps_weighted")
    assert (found.value, found.n, found.interval) == (pytest.approx(12.5), 100, WEIGHTED)
    # sqrt(.75^2 x 10526.316 / 20 + .25^2 x 7594.937 / 80) = 17.3784
    assert found.high == pytest.approx(12.5 + 1.959964 * 17.37787, abs=1e-2)
    assert figure(config, "nps").value == pytest.approx(40.0)
    with pytest.raises(DefinitionError, match="weighted by region"):
        measurements(config, [WEEK], ["nps_weighted"], by=["region"])
    # nobody of the south answered: no weighted figure, and it is said so
    config = filled(settings(tmp_path / "north"), "response", rows[:20])
    assert figure(config, "nps_weighted").state is State.FEW


def test_the_age_of_what_is_open_at_the_end_of_each_week(tmp_path: Path) -> None:
    config = settings(tmp_path)
    old = [{"created_at": utc("2026-03-18 12:00:00"), "solved_at": utc("2026-04-02 12:00:00")}]
    new = [{"created_at": utc("2026-03-28 12:00:00"), "status": "open"} for _ in range(3)]
    put(config, "ticket", "2026-03-16", old)
    filled(config, "ticket", new)
    days = {(w, m): figure(config, m, w).value for w in (WEEK, AFTER) for m in ("backlog_age_median", "backlog_age_p90")}
    # ages count from noon of the day of creation to the end of Sunday: 1.5 and 11.5 days; a week later the old one is solved
    assert [v / 1440 for v in days.values()] == [1.5, 11.5, 8.5, 8.5]
    assert (figure(config, "backlog_age_median").n, figure(config, "backlog").value) == (4, 4)
    assert figure(config, "backlog_age_median", dt.date(2026, 4, 6)).state is State.NONE


def test_first_contact_and_repeats_see_the_following_weeks(tmp_path: Path) -> None:
    config = settings(tmp_path)
    base = {"created_at": utc("2026-03-24 10:00:00"), "solved_at": utc("2026-03-25 10:00:00"), "replies": 1, "reopens": 0}
    put(config, "ticket", "2026-03-23", [{**base, "ticket_id": f"t{i}", "requester_key": f"p{i}"} for i in range(20)])
    measure(config, touched=None, now=NOW)
    assert (figure(config, "first_contact_resolution").value, figure(config, "repeat_contact_rate").value) == (1.0, 0.0)
    # five of them write again in the next week, one of these after more than seven days
    again = [
        {"ticket_id": f"n{i}", "row_key": 100 + i, "requester_key": f"p{i}", "created_at": utc(when), "status": "open"}
        for i, when in enumerate(["2026-03-31 10:00:00"] * 4 + ["2026-04-01 10:00:00"])
    ]
    put(config, "ticket", "2026-03-30", again)
    done = measure(config, touched={"ticket": ["2026-03-30"]}, now=NOW)
    assert "2026-03-23" in done["weeks"]  # the week before is counted again, because the repeats decide it
    assert (figure(config, "first_contact_resolution").value, figure(config, "repeat_contact_rate").value) == (0.8, 0.2)
    fresh = settings(tmp_path / "fresh")
    for week in ("2026-03-23", "2026-03-30"):
        target = fresh.local_root / "lake/ticket/source=test" / f"week={week}.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(config.local_root / "lake/ticket/source=test" / f"week={week}.parquet", target)
    measure(fresh, touched=None, now=NOW)
    both = [sorted(map(repr, counts(c, "contacts").to_pylist())) for c in (config, fresh)]
    assert both[0] == both[1]


def test_targets_transfers_and_what_nobody_supplies(tmp_path: Path) -> None:
    plain = settings(tmp_path)
    rows = [
        {
            "created_at": utc("2026-03-24 10:00:00"), "solved_at": utc("2026-03-25 10:00:00"), "first_reply_at": utc("2026-03-24 11:00:00"),
            "first_reply_minutes": 50.0 + i, "resolution_minutes": 1440.0, "transfers": i % 2,
        }
        for i in range(20)
    ]  # fmt: skip
    filled(plain, "ticket", rows)
    for metric in ("reply_within_target", "resolution_within_target", "bot_return_rate", "one_touch_rate"):
        assert figure(plain, metric).state is State.NOT_SUPPLIED
    assert figure(plain, "first_reply_business_median").state is State.NOT_SUPPLIED
    transfers = figure(plain, "transfers_per_ticket")
    assert (transfers.n, transfers.value) == (20, 0.5)
    config = plain.model_copy(update={"ticket_targets": Settings.model_validate(
        {**plain.model_dump(), "ticket_targets": {"default": {"first_reply_minutes": 59}}}
    ).ticket_targets})  # fmt: skip
    assert measure(config, touched={}, now=NOW)["partitions"]["tickets"] == 1  # the targets are part of the definition
    reply = figure(config, "reply_within_target")
    assert (reply.n, reply.value) == (20, 0.5)
    assert figure(config, "resolution_within_target").state is State.NOT_SUPPLIED


def test_business_minutes_of_our_own_where_the_helpdesk_gives_none(tmp_path: Path) -> None:
    plain = settings(tmp_path)
    hours = {"zone": "Asia/Bangkok", "hours": dict.fromkeys(("sunday", "monday", "tuesday", "wednesday"), "09:00-17:00")}
    config = Settings.model_validate({**plain.model_dump(), "business_hours": hours})
    # Wednesday 2026-03-25 16:00 in Bangkok is 09:00 UTC; the next open day is Sunday, 09:00 there is 02:00 UTC
    rows = [
        {"created_at": utc("2026-03-25 09:00:00"), "first_reply_at": utc("2026-03-29 02:30:00"), "status": "open"}
        for _ in range(12)
    ]
    filled(config, "ticket", rows)
    assert figure(config, "first_reply_business_median").value == pytest.approx(90, rel=0.005)
    assert figure(config, "first_reply_median").state is State.NOT_SUPPLIED  # minutes of the calendar were not exported
