"""A data root from before an entity got its newest columns is measured, reported and looked at as before."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cxpulse.catalog.customers import Customers
from cxpulse.catalog.settings import Settings
from cxpulse.jobs import measure, report_data
from cxpulse.jobs.accounts_facts import facts
from cxpulse.jobs.journey import look
from lake_fixtures import answer, put, settings, utc

WEEK = dt.date(2026, 3, 23)
YOUNGER = {"response": ["direct", "satisfied_from", "stage"], "ticket": ["reopens", "transfers", "bot_closed"], "contract": ["currency"], "account": ["industry"]}


@pytest.fixture
def old(tmp_path: Path) -> Settings:
    config = settings(tmp_path)
    written = [
        (e, put(config, e, part, rows))
        for e, part, rows in [
            ("account", "all", [{"account_id": "a", "name": "Hotel A"}]),
            ("contract", "all", [{"account_id": "a", "start_date": dt.date(2025, 3, 5), "yearly_value": 120.0}]),
            ("response", "2026-03-23", [answer("2026-03-24 10:00:00", 3, account_id="a", respondent_key="p", comment="Late again")]),
            ("ticket", "2026-03-16", [{"account_id": "a", "created_at": utc("2026-03-16 09:00:00"), "solved_at": utc("2026-03-18 09:00:00"), "replies": 1}]),
        ]
    ]
    for entity, path in written:
        pq.write_table(pq.read_table(path).drop_columns(YOUNGER[entity]), path)
    return config


def test_partitions_without_the_newest_columns_are_read(old: Settings) -> None:
    measure.measure(old, touched=None, now=dt.datetime(2026, 3, 31, tzinfo=dt.UTC))
    answers = {m.metric: m.value for m in measure.measurements(old, [WEEK], ["responses", "tickets_solved"])}
    solved = measure.measurements(old, [WEEK - dt.timedelta(weeks=1)], ["tickets_solved"])[0].value
    assert (answers["responses"], solved) == (1, 1)
    assert [row["comment"] for row in report_data.comment_rows(old, WEEK)] == ["Late again"]
    account = facts(old, Customers(), WEEK + dt.timedelta(weeks=1)).iloc[0]
    assert (account["value"], account["nps_answers"], account["tickets_recent"]) == (120.0, 1, 1)
    assert len(look(old, WEEK).repeat) == 0


def test_partitions_whose_files_tell_no_smallest_and_largest_value_are_counted_too(tmp_path: Path) -> None:
    config = settings(tmp_path)
    path = put(config, "ticket", "2026-03-16", [{"created_at": utc("2026-03-16 09:00:00"), "solved_at": utc("2026-03-25 09:00:00"), "replies": 1}])
    pq.write_table(pq.read_table(path), path, write_statistics=False)
    measure.measure(config, touched=None, now=dt.datetime(2026, 3, 31, tzinfo=dt.UTC))
    weeks = [WEEK - dt.timedelta(weeks=1), WEEK]
    found = {(m.metric, m.week): m.value for m in measure.measurements(config, weeks, ["tickets_created", "tickets_solved"])}
    assert (found["tickets_created", weeks[0]], found["tickets_solved", weeks[1]]) == (1, 1)
