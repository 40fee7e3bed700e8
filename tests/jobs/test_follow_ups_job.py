"""Follow-ups: opened once, worked on by CSV or key, and timed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
import yaml

from cxpulse.core.errors import InputError
from cxpulse.jobs import follow_ups_work as work
from cxpulse.jobs.follow_ups import open_follow_ups
from cxpulse.state.follow_up_log import Who, changes
from cxpulse.state.follow_ups import FollowUps
from lake_fixtures import answer, put, settings

WEEK = dt.date(2026, 3, 23)
NOW = dt.datetime(2026, 3, 30, 8, 0, tzinfo=dt.UTC)
RULES = {
    "rules": [
        {"name": "unhappy", "kind": "detractor", "surveys": ["relationship_nps"], "due_hours": 24, "most": 3, "quiet_weeks": 2},
        {"name": "at_risk", "kind": "account", "due_hours": 72},
    ],
    "owners": [{"owner": "Key accounts", "when": {"plan": "business"}}, {"owner": "Head of service"}],
}


@pytest.fixture
def config(tmp_path: Path, monkeypatch):
    (tmp_path / "config").mkdir()
    monkeypatch.setenv("CXPULSE_CONFIG", str(tmp_path / "config"))
    (tmp_path / "config" / "follow_ups.yaml").write_text(yaml.safe_dump(RULES))
    (tmp_path / "config" / "customers.yaml").write_text("at_risk_flags: 1\n")
    config = settings(tmp_path)
    put(config, "contract", "all", [
        {"account_id": "big", "start_date": dt.date(2025, 1, 1), "yearly_value": 900.0, "plan": "business"},
        {"account_id": "small", "start_date": dt.date(2025, 1, 1), "yearly_value": 10.0},
        {"account_id": "calm", "start_date": dt.date(2025, 1, 1), "yearly_value": 500.0},
    ])  # fmt: skip
    put(config, "response", "2026-03-23", [
        answer("2026-03-23 00:00:00", 6, respondent_key="p1", account_id="small", plan="basic"),  # the first second
        answer("2026-03-29 22:59:59", 0, respondent_key="p2", account_id="big", plan="business"),  # the last one, in summer time
        answer("2026-03-24 10:00:00", 2, respondent_key="p3"),
        answer("2026-03-25 10:00:00", 9, respondent_key="p3"),  # changed their mind: the latest counts
        answer("2026-03-24 10:00:00", 4, respondent_key="p4"),
        answer("2026-03-24 11:00:00", 7, respondent_key="p5"),
        answer("2026-03-24 11:00:00", 1),  # nobody to get back to
        answer("2026-03-24 11:00:00", 1, respondent_key="p6", survey_id="another"),
        answer("2026-03-24 11:00:00", 1, respondent_key="p7", direct=False),
    ])  # fmt: skip
    return config


def opened(config):
    return {(f.rule, f.respondent_key or f.account_id): f for f in FollowUps(config.state_database).all()}


def test_each_is_opened_once_with_owner_and_due_time(config):
    done = open_follow_ups(config, WEEK, now=NOW)
    assert done == {"week": "2026-03-23", "opened": 5, "by_rule": {"unhappy": 3, "at_risk": 2}, "state": "opened"}
    found = opened(config)
    assert set(found) == {("unhappy", "p1"), ("unhappy", "p2"), ("unhappy", "p4"), ("at_risk", "big"), ("at_risk", "small")}
    big = found["unhappy", "p2"]
    assert (big.owner, big.due_at, big.reason, big.value) == ("Key accounts", NOW + dt.timedelta(hours=24), "score 0", 900.0)
    assert found["unhappy", "p4"].owner == "Head of service"
    assert found["at_risk", "big"].reason == "detractor"
    again = open_follow_ups(config, WEEK, now=NOW + dt.timedelta(hours=5))
    assert again["opened"] == 0
    assert opened(config) == found


def test_the_same_customer_rests_and_old_weeks_open_nothing(config):
    open_follow_ups(config, WEEK, now=NOW)
    later = WEEK + dt.timedelta(weeks=2)
    put(config, "response", later.isoformat(), [answer(f"{later} 10:00:00", 1, respondent_key="p1"), answer(f"{later} 10:00:00", 1, respondent_key="p8")])
    assert open_follow_ups(config, later, now=NOW + dt.timedelta(weeks=2))["by_rule"]["unhappy"] == 1  # p8; p1 rests
    assert open_follow_ups(config, WEEK, now=NOW + dt.timedelta(weeks=9))["state"] == "too_old"


def test_at_most_so_many_a_week_the_most_valuable_first(config):
    more = [answer("2026-03-26 10:00:00", 1, respondent_key=f"x{i}") for i in range(9)]
    put(config, "response", "2026-03-23", more, source="late")
    open_follow_ups(config, WEEK, now=NOW)
    unhappy = [name for rule, name in opened(config) if rule == "unhappy"]
    assert len(unhappy) == 3
    assert {"p1", "p2"} <= set(unhappy)


def test_no_rule_opens_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("CXPULSE_CONFIG", str(tmp_path))
    assert open_follow_ups(settings(tmp_path), WEEK, now=NOW)["state"] == "no_rules"


def test_a_csv_goes_out_and_its_steps_come_back(config, tmp_path):
    open_follow_ups(config, WEEK, now=NOW)
    rows = list(csv.DictReader(io.StringIO(work.as_csv(config, work.rows(config)))))
    rows[0] |= {"acknowledged_at": "2026-03-30 10:00", "acted_at": "2026-03-30 12:00", "note": "called"}
    rows[1] |= {"acted_at": "2026-03-30 15:00", "owner": "Someone else"}
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert work.take_csv(config, path, by="sara", now=NOW) == {"updated": 2, "unchanged": 3}
    assert work.take_csv(config, path, by="sara", now=NOW) == {"updated": 0, "unchanged": 5}  # taking it twice changes nothing
    found = {f.key: f for f in FollowUps(config.state_database).all()}
    first, second = found[rows[0]["key"]], found[rows[1]["key"]]
    assert (first.note, first.acknowledged_at) == ("called", dt.datetime(2026, 3, 30, 9, 0, tzinfo=dt.UTC))  # London is an hour ahead
    assert (second.owner, second.acknowledged_at) == ("Someone else", second.acted_at)  # whoever acted had taken it
    log = changes(config.state_database, [first.key, second.key])
    assert {(c.by, c.way, c.at) for key in log for c in log[key]} == {("sara", "csv", NOW)}
    assert {key: {c.field for c in log[key]} for key in log} == {
        first.key: {"acknowledged_at", "acted_at", "note"},
        second.key: {"acknowledged_at", "acted_at", "owner"},
    }


def test_a_csv_with_a_mistake_changes_nothing_and_says_where(config, tmp_path):
    open_follow_ups(config, WEEK, now=NOW)
    one, two = (f.key for f in work.rows(config)[:2])
    path = tmp_path / "list.csv"
    path.write_text(f"key,acted_at\n{one},2026-03-30 10:00\n{two},yesterday\n")
    with pytest.raises(InputError, match=r"row 3: field 'acted_at': 'yesterday' is no time"):
        work.take_csv(config, path, by="sara", now=NOW)
    assert all(f.acted_at is None for f in work.rows(config))
    path.write_text("key,acted_at\nabc,2026-03-30 10:00\n")
    with pytest.raises(InputError, match="there is no follow-up 'abc'"):
        work.take_csv(config, path, by="sara", now=NOW)


def test_no_cell_is_a_formula(config):
    open_follow_ups(config, WEEK, now=NOW)
    key = work.rows(config)[0].key
    FollowUps(config.state_database).update(key, {"note": '=HYPERLINK("http://example.com")', "owner": "@me"}, Who("sara", "command", NOW))
    row = next(r for r in csv.DictReader(io.StringIO(work.as_csv(config, work.rows(config)))) if r["key"] == key)
    assert (row["note"][0], row["owner"]) == ("'", "'@me")


def test_times_per_step_and_what_is_overdue(config):
    open_follow_ups(config, WEEK, now=NOW)
    keys = [f.key for f in work.rows(config) if f.rule == "unhappy"]
    hour = dt.timedelta(hours=1)
    work.step(config, keys[0], "acknowledged", now=NOW + 2 * hour, by="sara")
    work.step(config, keys[0], "acted", now=NOW + 5 * hour, by="sara")
    work.step(config, keys[0], "answered", now=NOW + 53 * hour, by="sara")
    work.step(config, keys[1], "acknowledged", now=NOW + 4 * hour, by="sara")
    with pytest.raises(InputError, match="no step 'done'"):
        work.step(config, keys[0], "done", now=NOW, by="sara")
    assert len(work.rows(config)) == 4  # one is answered
    told = work.summary(config, WEEK + dt.timedelta(weeks=1))
    assert (told["earlier"], told["new"]) == (5, {})
    assert told["states"] == {"open": 3, "acknowledged": 1, "acted": 0, "answered": 1}
    assert told["overdue"] == 4
    assert told["hours"] == {"acknowledged": {"n": 2, "median": 3.0}, "acted": {"n": 1, "median": 3.0}, "answered": {"n": 1, "median": 48.0}}
    assert work.summary(config, WEEK)["new"] == {"at_risk": 2, "unhappy": 3}



def test_the_csv_says_the_scale_the_currency_and_the_zone(config):
    open_follow_ups(config, WEEK, now=NOW)
    written = csv.DictReader(io.StringIO(work.as_csv(config, work.rows(config))))
    line = next(r for r in written if r["account"] == "big" and r["rule"] == "unhappy")
    assert (line["reason"], line["yearly_value"], line["time_zone"]) == ("score 0 of 10", "900.00", config.week.zone)


def test_an_owner_may_be_named_by_language():
    from cxpulse.catalog.follow_ups import FollowUpRules
    from cxpulse.core.phrases import Named

    names = {"en": "Support lead", "fa": "سرپرست پشتیبانی"}
    rules = FollowUpRules.model_validate({"owners": [{"owner": names, "when": {"plan": "plus"}}, {"owner": "Ann"}]})
    assert (rules.owner_of({"plan": "plus"}), rules.owner_of({})) == ("Support lead", "Ann")
    assert (rules.named("Support lead"), rules.named("Ann"), rules.named("Gone")) == (Named(names), "Ann", "Gone")
    assert (rules.kept_of("سرپرست پشتیبانی"), rules.kept_of("Ann")) == ("Support lead", "Ann")
