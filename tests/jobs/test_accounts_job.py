"""Accounts from a hand-made lake: facts as of a day, and nothing that came later."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cxpulse.catalog.customers import Customers
from cxpulse.jobs.accounts import book
from cxpulse.jobs.accounts_facts import covers, facts, features, left_within
from lake_fixtures import answer, put, settings, utc

WEEK = dt.date(2026, 3, 23)
DAY = WEEK + dt.timedelta(weeks=1)
CONFIG = Customers()


@pytest.fixture
def lake(tmp_path: Path):
    config = settings(tmp_path)
    day = dt.date.fromisoformat
    put(config, "account", "all", [{"account_id": "a", "name": "Hotel A", "segment": "large"}])
    put(config, "contract", "all", [
        {"contract_id": "1", "account_id": "a", "start_date": day("2024-03-01"), "end_date": day("2025-02-28"), "status": "ended", "yearly_value": 100.0, "plan": "basic", "currency": "EUR"},
        {"contract_id": "2", "account_id": "a", "start_date": day("2025-03-05"), "yearly_value": 120.0, "plan": "plus", "currency": "EUR"},
        {"contract_id": "3", "account_id": "b", "start_date": day("2025-01-01"), "end_date": day("2026-04-20"), "status": "cancelled", "yearly_value": 50.0, "currency": "EUR"},
        {"contract_id": "4", "account_id": "gone", "start_date": day("2024-01-01"), "end_date": day("2026-03-10"), "status": "ended", "yearly_value": 9.0, "currency": "EUR"},
        {"contract_id": "5", "account_id": "new", "start_date": DAY, "yearly_value": 9.0, "currency": "EUR"},
    ])  # fmt: skip
    put(config, "response", "2026-03-23", [
        answer("2026-03-24 10:00:00", 9, account_id="a", respondent_key="p"),
        answer("2026-03-25 10:00:00", 3, account_id="a", respondent_key="p"),  # the later one counts
        answer("2026-03-26 10:00:00", 0, account_id="a", respondent_key="q", direct=False),
    ])  # fmt: skip
    put(config, "response", "2026-03-30", [answer("2026-03-30 10:00:00", 0, account_id="b", respondent_key="r")])  # later
    put(config, "ticket", "2026-03-16", [
        {"account_id": "b", "created_at": utc("2026-03-16 09:00:00"), "solved_at": utc("2026-04-02 09:00:00"), "reopens": 2, "replies": 1},
        {"account_id": "b", "created_at": utc("2026-03-16 09:00:00"), "solved_at": utc("2026-03-18 09:00:00"), "reopens": 1, "replies": 1},
        {"account_id": "b", "created_at": utc("2026-03-17 09:00:00"), "status": "spam"},
    ])  # fmt: skip
    return config


def test_facts_are_those_of_the_day(lake):
    table = facts(lake, CONFIG, DAY).set_index("account_id")
    assert list(table.index) == ["a", "b"]  # 'gone' is over its grace period, 'new' begins a day later
    a, b = table.loc["a"], table.loc["b"]
    assert (a["value"], a["plan"], a["name"], a["contracts"], a["contract_days"]) == (120.0, "plus", "Hotel A", 2, 390)
    assert (a["nps_answers"], a["nps_mean"], a["raised"]) == (1, 3.0, ("detractor",))
    # solved after the day: still open then, and its reopening is not known; the answer of the next week is not there
    assert (b["tickets_recent"], b["open_late"], b["reopened"], b["nps_answers"]) == (2, 1, 1, 0)
    assert b["raised"] == ("ticket_past_target", "reopened")


def test_no_feature_tells_how_a_contract_ended(lake):
    names = set(features(facts(lake, CONFIG, DAY)).columns)
    assert not names & {"status", "end_date", "lost_on", "cover_end", "updated_at"}
    before = features(facts(lake, CONFIG, DAY))
    put(lake, "contract", "all", [
        {"contract_id": "1", "account_id": "a", "start_date": dt.date(2024, 3, 1), "end_date": dt.date(2025, 2, 28), "status": "ended", "yearly_value": 100.0, "plan": "basic", "currency": "EUR"},
        {"contract_id": "2", "account_id": "a", "start_date": dt.date(2025, 3, 5), "yearly_value": 120.0, "plan": "plus", "currency": "EUR"},
        {"contract_id": "3", "account_id": "b", "start_date": dt.date(2025, 1, 1), "yearly_value": 50.0, "currency": "EUR"},
    ])  # fmt: skip
    assert features(facts(lake, CONFIG, DAY)).equals(before)  # b's cancellation of April changes nothing in March


def test_who_left_within_the_time_after(lake):
    known = covers(lake, CONFIG, dt.date(2026, 12, 31))
    table = facts(lake, CONFIG, DAY)
    assert left_within(table, known, DAY, 26).tolist() == [False, True]  # b: 20 April + 15 days = 5 May
    assert left_within(table, known, DAY, 5).tolist() == [False, False]
    lost = known.set_index("account_id")["lost_on"]
    assert lost["gone"] == dt.date(2026, 3, 25)


def test_few_leavers_flags_alone_and_the_most_valuable_first(lake):
    found = book(lake, WEEK)
    assert found.assessment.model == "flags"
    assert found.at_risk["account_id"].tolist() == ["b"]  # two flags
    said = found.to_json()
    assert (said["accounts"], said["at_risk"], said["yearly_value"], said["currency"]) == (2, 1, 170.0, "EUR")
    assert said["revenue_at_risk"] is None
    assert said["rows"][0] == {"account": "b", "plan": None, "region": None, "yearly_value": 50.0, "probability": None, "flags": ["ticket_past_target", "reopened"]}
    assert said["lifetime_value"].startswith("not_supplied")


def test_names_are_masked_by_setting(lake, monkeypatch, tmp_path):
    (tmp_path / "config").mkdir()
    monkeypatch.setenv("CXPULSE_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("CXPULSE_PSEUDONYM_KEY", "a key for tests only")
    for setting, shown in (("name", "Hotel A"), ("id", "a")):
        (tmp_path / "config" / "customers.yaml").write_text(f"account_names: {setting}\nat_risk_flags: 1\n")
        assert shown in book(lake, WEEK).at_risk["shown"].tolist()
    (tmp_path / "config" / "customers.yaml").write_text("account_names: masked\nat_risk_flags: 1\n")
    masked = book(lake, WEEK).at_risk["shown"].tolist()
    assert all(len(name) == 8 and int(name, 16) >= 0 for name in masked)


def test_without_contracts_nothing_is_said(tmp_path):
    assert book(settings(tmp_path), WEEK) is None


def test_what_a_contact_says_belongs_to_the_account(lake):
    put(lake, "contact", "all", [
        {"contact_id": "1", "account_id": "b", "contact_key": "ann"},
        {"contact_id": "2", "account_id": "a", "contact_key": "bob"}, {"contact_id": "3", "account_id": "b", "contact_key": "bob"},  # of two accounts: of none
    ])  # fmt: skip
    put(lake, "response", "2026-03-23", [
        answer("2026-03-24 10:00:00", 2, respondent_key="ann"), answer("2026-03-24 10:00:00", 2, respondent_key="bob"),
    ], source="other")  # fmt: skip
    put(lake, "order", "2026-03-23", [{"respondent_key": "ann", "ordered_at": utc("2026-03-24 10:00:00")}])
    table = facts(lake, CONFIG, DAY).set_index("account_id")
    assert (table.loc["b", "nps_mean"], table.loc["b", "orders_recent"]) == (2.0, 1)
    assert table.loc["a", "nps_answers"] == 1  # its own answer only


def test_satisfaction_on_a_scale_whose_low_end_is_good(lake):
    low = {"scale": "csat", "scale_min": 1, "scale_max": 5, "direction": "lower_is_better", "satisfied_from": 2, "survey_id": "grades"}
    put(lake, "response", "2026-03-23", [
        answer("2026-03-24 10:00:00", 1, account_id="a", respondent_key="p", **low),
        answer("2026-03-24 11:00:00", 5, account_id="a", respondent_key="q", **low),
        answer("2026-03-24 12:00:00", 2, account_id="a", respondent_key="r", **low),
    ])  # fmt: skip
    row = facts(lake, CONFIG, DAY).set_index("account_id").loc["a"]
    assert (row["csat_answers"], round(row["csat_share"], 9)) == (3, round(2 / 3, 9))


def test_a_ticket_whose_status_no_export_tells_counts_as_in_the_figures(lake):
    moments = {"created_at": utc("2026-03-16 09:00:00"), "solved_at": utc("2026-03-18 09:00:00")}
    put(lake, "ticket", "2026-03-16", [{"account_id": "b", **moments, "status": None, "reopens": 1, "replies": 1}])
    b = facts(lake, CONFIG, DAY).set_index("account_id").loc["b"]
    assert (b["tickets_recent"], b["reopened"], b["raised"]) == (1, 1, ("reopened",))
