"""Figures worked by hand from small canonical tables, edges of the week and a change of the clocks included.

Weeks of Europe/London from Monday. The clocks go forward on Sunday 2026-03-29, so the week of 2026-03-23 runs from
2026-03-23 00:00 UTC to 2026-03-29 23:00 UTC (167 hours), and the next one begins there.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cxpulse.core.measurement import State, segment_of
from cxpulse.jobs.measure import counts, measure, measurements
from lake_fixtures import answer, put, settings, utc

NOW = dt.datetime(2026, 4, 10, tzinfo=dt.UTC)
BEFORE, WEEK, AFTER = dt.date(2026, 3, 16), dt.date(2026, 3, 23), dt.date(2026, 3, 30)


def figure(config, metric, week=WEEK, **segment):  # type: ignore[no-untyped-def]
    return measurements(config, [week], [metric], segments=[segment_of(segment)])[0]


def test_an_answer_one_second_before_and_after_each_end_of_the_week(tmp_path: Path) -> None:
    config = settings(tmp_path)
    put(config, "response", "2026-03-16", [answer("2026-03-22 23:59:59", 0)])
    inside = [
        answer("2026-03-23 00:00:00", 10),
        answer("2026-03-29 22:59:59", 10),
        *[answer("2026-03-25 12:00:00", s) for s in (0, 7, 7, 9, 9, 9, 3, 8)],
    ]
    put(config, "response", "2026-03-23", inside)
    put(config, "response", "2026-03-30", [answer("2026-03-29 23:00:00", 0)])
    measure(config, touched=None, now=NOW)
    nps = figure(config, "nps")
    # ten answers, promoters 10 10 9 9 9, detractors 0 3: (5 - 2) / 10
    assert (nps.n, nps.value, nps.state) == (10, pytest.approx(30.0), State.GREY)
    # p' = 5.75/13, d' = 2.75/13; centre 23.0769, half width 1.959964 x sqrt((8.5/13 - (3/13)^2)/13) = 42.1276
    assert nps.low == pytest.approx(-19.0507, abs=1e-3)
    assert nps.high == pytest.approx(65.2045, abs=1e-3)
    assert nps.variance == pytest.approx(10_000 * (0.7 - 0.09))
    assert [figure(config, "responses", w).n for w in (BEFORE, WEEK, AFTER)] == [1, 10, 1]
    assert figure(config, "nps", BEFORE).state is State.FEW
    assert figure(config, "nps", BEFORE).value is None


def test_one_answer_per_respondent_survey_and_week_the_latest(tmp_path: Path) -> None:
    config = settings(tmp_path)
    rows = [
        answer("2026-03-24 10:00:00", 0, respondent_key="a"),
        answer("2026-03-25 10:00:00", 10, respondent_key="a"),
        answer("2026-03-24 11:00:00", 9, respondent_key="a", survey_id="another"),
        *[answer("2026-03-24 10:00:00", 10) for _ in range(3)],  # no key: nobody can tell repeats
        {"sent_at": utc("2026-03-24 09:00:00"), "respondent_key": "b"},  # sent, never answered
    ]
    put(config, "response", "2026-03-23", rows)
    measure(config, touched=None, now=NOW)
    table = counts(config, "responses").to_pylist()
    assert sum(r["n"] for r in table) == 5
    assert sum(r["promoters"] for r in table) == 5
    assert sum(r["sent"] for r in table) == 1


def test_a_late_answer_restates_the_weeks_it_belongs_to_and_no_other(tmp_path: Path) -> None:
    config = settings(tmp_path)
    sent = utc("2026-03-20 09:00:00")
    put(config, "response", "2026-03-16", [{"sent_at": sent, "response_id": str(i)} for i in range(20)])
    put(
        config,
        "response",
        "2026-03-23",
        [answer("2026-03-24 10:00:00", 9, response_id=f"x{i}") for i in range(12)],
    )
    measure(config, touched=None, now=NOW)
    assert figure(config, "response_rate", BEFORE).value == 0.0
    # five of the twenty answer a week later: they move to the partition of their answer, still as sent in their week
    put(config, "response", "2026-03-16", [{"sent_at": sent, "response_id": str(i)} for i in range(15)])
    late = [answer("2026-03-26 10:00:00", 2, response_id=str(i), sent_at=sent) for i in range(15, 20)]
    put(
        config,
        "response",
        "2026-03-23",
        [answer("2026-03-24 10:00:00", 9, response_id=f"x{i}") for i in range(12)] + late,
    )
    done = measure(config, touched={"response": ["2026-03-16", "2026-03-23"]}, now=NOW)
    assert done["weeks"] == ["2026-03-16", "2026-03-23"]
    rate = figure(config, "response_rate", BEFORE)
    assert (rate.n, rate.value) == (20, 0.25)
    nps = figure(config, "nps")
    assert (nps.n, nps.value) == (17, pytest.approx(100 * (12 - 5) / 17))


def test_what_is_out_of_date_is_found_from_state_and_a_second_run_counts_nothing(tmp_path: Path) -> None:
    config = settings(tmp_path)
    put(config, "response", "2026-03-23", [answer("2026-03-24 10:00:00", 9)])
    assert measure(config, touched={}, now=NOW)["partitions"]["responses"] == 1
    again = measure(config, touched={}, now=NOW)
    assert set(again["partitions"].values()) == {0}
    path = put(config, "response", "2026-03-30", [answer("2026-03-31 10:00:00", 9)])
    assert measure(config, touched={}, now=NOW)["weeks"] == ["2026-03-30"]
    path.unlink()  # a correction removed the only row of that week
    assert measure(config, touched={}, now=NOW)["weeks"] == ["2026-03-30"]
    assert counts(config, "responses").num_rows == 1


def test_touched_weeks_only_gives_the_same_as_counting_everything(tmp_path: Path) -> None:
    one, other = settings(tmp_path / "one"), settings(tmp_path / "other")
    for config in (one, other):
        for source in ("a", "b"):
            put(
                config,
                "response",
                "2026-03-23",
                [answer("2026-03-24 10:00:00", s, channel="app") for s in (0, 9, 10)],
                source,
            )
    measure(one, touched=None, now=NOW)
    for config in (one, other):
        put(config, "response", "2026-03-30", [answer("2026-03-31 10:00:00", 9, channel="web")], "b")
    measure(one, touched={"response": ["2026-03-30"]}, now=NOW)
    measure(other, touched=None, now=NOW)
    rows = [sorted(map(repr, counts(c, "responses").to_pylist())) for c in (one, other)]
    assert rows[0] == rows[1]


def test_csat_and_effort_by_hand(tmp_path: Path) -> None:
    config = settings(tmp_path)
    csat = {
        "survey_id": "c",
        "survey_kind": "transactional",
        "scale": "csat",
        "scale_min": 1,
        "scale_max": 5,
        "satisfied_from": 4,
    }
    effort = {
        "survey_id": "e",
        "survey_kind": "transactional",
        "scale": "ces",
        "scale_min": 1,
        "scale_max": 5,
        "direction": "lower_is_better",
        "satisfied_from": 2,
    }
    rows = [answer("2026-03-24 10:00:00", s, **csat) for s in [5] * 10 + [4] * 8 + [1, 2]]
    rows += [answer("2026-03-24 10:00:00", s, **effort) for s in [1, 2, 3, 4, 5] * 2]
    put(config, "response", "2026-03-23", rows)
    measure(config, touched=None, now=NOW)
    share = figure(config, "csat_share")
    assert (share.value, share.n) == (0.9, 20)
    assert (share.low, share.high) == (pytest.approx(0.69897, abs=1e-5), pytest.approx(0.97213, abs=1e-5))
    assert figure(config, "csat_mean").value == pytest.approx((50 + 32 + 3) / 20)
    effort_mean = figure(config, "ces_effort")
    assert (effort_mean.value, effort_mean.direction) == (3.0, "lower_is_better")
    assert figure(config, "ces_ease").state is State.NOT_SUPPLIED
    assert figure(config, "csat_share", AFTER).state is State.NONE


def test_tickets_by_hand(tmp_path: Path) -> None:
    config = settings(tmp_path)
    first = [
        {
            "created_at": utc("2026-03-17 10:00:00"),
            "solved_at": utc("2026-03-24 10:00:00"),
            "resolution_minutes": 10080.0,
            "first_reply_at": utc("2026-03-17 11:00:00"),
            "first_reply_minutes": 60.0,
            "reopens": 1,
        },
        {"created_at": utc("2026-03-17 10:00:00"), "status": "open"},
    ]
    second = [
        {
            "created_at": utc("2026-03-24 10:00:00"),
            "solved_at": utc("2026-03-29 22:59:59"),
            "resolution_minutes": m,
            "reopens": 0,
        }
        for m in [float(10 * k) for k in range(1, 21)]
    ]
    second += [
        {
            "created_at": utc("2026-03-24 10:00:00"),
            "solved_at": utc("2026-03-29 23:00:00"),
            "resolution_minutes": 1.0,
        },
        {
            "created_at": utc("2026-03-24 10:00:00"),
            "status": "spam",
            "updated_at": utc("2026-03-25 10:00:00"),
        },
    ]
    put(config, "ticket", "2026-03-16", first)
    put(config, "ticket", "2026-03-23", second)
    measure(config, touched=None, now=NOW)
    assert [figure(config, "tickets_created", w).value for w in (BEFORE, WEEK)] == [2, 21]
    assert [figure(config, "tickets_solved", w).value for w in (WEEK, AFTER)] == [21, 1]
    # open at the end: 2; then 2 + 22 in - 21 solved - 1 spam = 2; then the last one is solved: 1
    assert [figure(config, "backlog", w).value for w in (BEFORE, WEEK, AFTER)] == [2, 2, 1]
    reopened = figure(config, "reopen_rate")
    assert (reopened.n, reopened.value) == (21, pytest.approx(1 / 21))
    median = figure(config, "resolution_median")
    assert (median.n, median.value) == (21, pytest.approx(110.0, rel=0.005))
    assert figure(config, "resolution_p90").state is State.FEW
    assert figure(config, "first_reply_median", BEFORE).state is State.FEW
    assert figure(config, "backlog", WEEK, channel="email").value == 2
    assert figure(config, "backlog", dt.date(2026, 4, 6)).state is State.NONE


def test_churn_by_hand(tmp_path: Path) -> None:
    config = settings(tmp_path)
    day = dt.date.fromisoformat
    contracts = [
        *[{"account_id": f"s{i}", "start_date": day("2025-01-01")} for i in range(9)],  # stay
        # last day 2026-03-10 + 14 days: lost on 2026-03-25, in WEEK
        {
            "account_id": "gone",
            "start_date": day("2025-03-11"),
            "end_date": day("2026-03-10"),
            "status": "ended",
            "yearly_value": 100.0,
        },
        # ends, and is renewed 13 days after: no loss
        {
            "account_id": "late",
            "start_date": day("2025-01-01"),
            "end_date": day("2026-03-10"),
            "status": "ended",
        },
        {"account_id": "late", "start_date": day("2026-03-24")},
        # begins in the week: in neither side
        {"account_id": "new", "start_date": day("2026-03-23")},
    ]
    put(config, "contract", "all", contracts)
    put(config, "account", "all", [{"account_id": f"s{i}", "region": "north"} for i in range(5)])
    measure(config, touched=None, now=NOW)
    churn = figure(config, "churn_rate")
    assert (churn.n, churn.value) == (11, pytest.approx(1 / 11))
    assert figure(config, "churn_rate", AFTER).n == 11
    assert figure(config, "churn_rate", AFTER).value == 0.0
    assert figure(config, "churn_rate", region="north").n == 5
    assert sum(r["won"] for r in counts(config, "churn").to_pylist() if r["week"] == WEEK) == 1
    # the next week's customers are counted without a new export
    measure(config, touched={}, now=NOW + dt.timedelta(weeks=1))
    assert figure(config, "churn_rate", dt.date(2026, 4, 13)).n == 11


def test_the_grace_period_of_the_settings_decides_churn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXPULSE_CONFIG", str(tmp_path))
    config, day = settings(tmp_path / "data"), dt.date.fromisoformat
    gone = {"account_id": "gone", "start_date": day("2025-03-11"), "end_date": day("2026-03-10"), "yearly_value": 100.0}
    put(config, "contract", "all", [*[{"account_id": f"s{i}", "start_date": day("2025-01-01")} for i in range(9)], gone])
    measure(config, touched={}, now=NOW)
    assert figure(config, "churn_rate").value == pytest.approx(1 / 10)  # 14 days after the last day: 2026-03-25
    (tmp_path / "customers.yaml").write_text("grace_days: 20\n")
    measure(config, touched={}, now=NOW)  # counts of another grace period are out of date
    assert [figure(config, "churn_rate", w).value for w in (WEEK, AFTER)] == [0.0, pytest.approx(1 / 10)]
