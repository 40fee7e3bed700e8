"""Retention, cohorts and quiet customers from a hand-made lake; CDNOW through the product."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cxpulse.jobs.churn_quiet import quiet
from cxpulse.jobs.churn_retention import staying
from lake_fixtures import put, settings, utc

WEEK = dt.date(2026, 3, 23)
day = dt.date.fromisoformat


def test_a_year_of_value_and_the_last_complete_month(tmp_path: Path):
    config = settings(tmp_path)
    put(config, "contract", "all", [
        {"account_id": "same", "start_date": day("2024-01-01"), "yearly_value": 60.0},
        {"account_id": "less", "start_date": day("2024-01-01"), "end_date": day("2025-12-31"), "status": "ended", "yearly_value": 20.0},
        {"account_id": "less", "start_date": day("2026-01-01"), "yearly_value": 15.0},
        {"account_id": "more", "start_date": day("2024-01-01"), "end_date": day("2025-12-31"), "status": "ended", "yearly_value": 10.0},
        {"account_id": "more", "start_date": day("2026-01-01"), "yearly_value": 30.0},
        {"account_id": "lost", "start_date": day("2024-01-01"), "end_date": day("2026-01-31"), "status": "ended", "yearly_value": 10.0},
        {"account_id": "new", "start_date": day("2026-02-01"), "yearly_value": 99.0},
    ])  # fmt: skip
    found = staying(config, WEEK)
    # 100 a year ago: contraction 5, lost 10, expansion 20; the new customer is no part of it
    assert (found.year.start, found.year.contraction, found.year.churned, found.year.expansion) == (100, 5, 10, 20)
    assert (found.year.gross, found.year.net) == (pytest.approx(0.85), pytest.approx(1.05))
    assert found.customers == 4
    months = dict(found.months)
    assert max(months) == day("2026-02-01")  # March is not over
    # lost on 15 February (31 January + 15 days): 10 of 60 + 15 + 30 + 10 under contract on the first
    assert months[day("2026-02-01")].churn == pytest.approx(10 / 115)
    assert months[day("2026-01-01")].churn == 0


def test_cohorts_have_complete_months_only(tmp_path: Path):
    config = settings(tmp_path)
    ended = {"status": "ended", "end_date": day("2026-01-10"), "yearly_value": 1.0}
    put(config, "contract", "all", [
        {"account_id": "a", "start_date": day("2025-12-05"), "yearly_value": 1.0},
        {"account_id": "b", "start_date": day("2025-12-31"), **ended},  # lost on 25 January
        {"account_id": "c", "start_date": day("2026-02-10"), "yearly_value": 1.0},
        {"account_id": "d", "start_date": day("2026-03-02"), "yearly_value": 1.0},
    ])  # fmt: skip
    table = staying(config, WEEK).cohorts
    assert [str(i) for i in table.index] == ["2025-12", "2026-02"]  # March is running
    assert table["size"].tolist() == [2, 1]
    assert table.loc[table.index[0], [0, 1, 2]].tolist() == [1.0, 0.5, 0.5]
    assert table.loc[table.index[1], 0] == 1.0
    assert table.loc[table.index[1], [1, 2]].isna().all()


def test_no_contract_is_no_retention(tmp_path: Path):
    assert staying(settings(tmp_path), WEEK) is None
    assert quiet(settings(tmp_path), WEEK) is None


def orders(customer: str, *days: str, **more):
    return [{"respondent_key": customer, "ordered_at": utc(f"{d} 10:00:00"), "value": 10.0, **more} for d in days]


def test_quiet_by_their_own_rhythm(tmp_path: Path):
    config = settings(tmp_path)
    put(config, "contract", "all", [{"account_id": "k", "start_date": day("2024-01-01")}])
    put(config, "order", "2026-01-05", [
        *orders("often", "2026-01-05", "2026-01-15", "2026-01-25", "2026-02-04"),  # every 10 days, silent for 54
        *orders("slowly", "2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01"),  # every 30 days, silent for 57
        *orders("twice", "2026-01-05", "2026-01-06"),
        *orders("contract", "2026-01-05", account_id="k"),
    ])  # fmt: skip
    found = quiet(config, WEEK)
    assert (found.customers, found.known, found.quiet, found.quiet_value) == (3, 2, 1, 40.0)
    assert (found.repeat, found.alive) == (3, None)  # too few for a model


def test_cdnow_through_the_product(shared_data: Path, tmp_path: Path):
    """The published sample as orders in the lake: the published fit comes out of the job too."""
    rows = [line.split() for line in (shared_data / "churn/cdnow/CDNOW_sample.txt").read_text().splitlines()]
    config = settings(tmp_path, "UTC", "wednesday")
    put(config, "order", "1997-01-01", [
        {"respondent_key": customer, "ordered_at": dt.datetime.strptime(when, "%Y%m%d"), "value": float(value)}
        for _, customer, when, _, value in rows
    ])  # fmt: skip
    found = quiet(config, dt.date(1997, 9, 24))  # up to Tuesday, 30 September
    assert (found.customers, found.known > 100) == (2357, True)
    fitted = found.parameters
    assert {k: round(v, 3) for k, v in fitted.items()} == {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    assert 0.5 < found.alive / found.repeat < 0.9  # whoever bought once is left out: the model cannot tell
    assert not found.no_sign


def test_orders_that_show_no_leaving_give_no_number_of_those_who_stay(tmp_path: Path):
    """A shop whose customers order every four weeks to the end: the model would call all of them customers by construction."""
    config = settings(tmp_path)
    put(config, "order", "2026-01-05", [
        line
        for n in range(120)
        for line in orders(f"c{n}", *((dt.date(2025, 6, 1) + dt.timedelta(days=n % 27 + 28 * k)).isoformat() for k in range(10)))
    ])  # fmt: skip
    found = quiet(config, WEEK)
    assert (found.repeat, found.alive, found.parameters, found.no_sign) == (120, None, None, True)
