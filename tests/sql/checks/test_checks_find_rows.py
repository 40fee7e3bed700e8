"""Each check finds exactly its offending rows in small tables, with both sides of its edge."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from cxpulse.catalog.checks import load_checks
from cxpulse.core.errors import CheckFailed
from cxpulse.lake.checks import run_checks, stop_if_failed

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
RESPONSES = """
    ('s', 'ok',     '2026-11-14', 'n', 'nps', 0, 10, 'higher_is_better', TIMESTAMP '2026-11-13', TIMESTAMP '2026-11-14', 'purchase', 'delivery', 'transactional', 1, 10.0),
    ('s', 'twice',  '2026-11-14', 'n', 'nps', 0, 10, 'higher_is_better', NULL, TIMESTAMP '2026-11-14', 'purchase', 'delivery', 'transactional', 2, 9.0),
    ('s', 'twice',  '2026-11-07', 'n', 'nps', 0, 10, 'higher_is_better', NULL, TIMESTAMP '2026-11-08', 'purchase', 'delivery', 'transactional', 3, 0.0),
    ('s', 'early',  '2026-11-14', 'c', 'csat', 1, 5, 'higher_is_better', TIMESTAMP '2026-11-15', TIMESTAMP '2026-11-14', 'purchase', 'delivery', 'transactional', 4, 4.25),
    ('s', 'other',  '2026-11-14', 'c', 'csat', 1, 7, 'higher_is_better', NULL, TIMESTAMP '2026-11-26 09:00:00', 'purchase', 'delivery', 'transactional', 5, 4.3333),
    ('s', 'future', '2026-11-21', 'd', 'csat', 1, 5, 'higher_is_better', NULL, TIMESTAMP '2026-11-26 09:00:01', 'unmapped', 'moon', 'transactional', 6, NULL),
    ('s', 'whole',  '2026-11-14', 'r', 'nps', 0, 10, 'higher_is_better', NULL, TIMESTAMP '2026-11-14', 'unmapped', NULL, 'relationship', 7, 7.0)"""


@pytest.fixture
def found() -> dict[str, dict[str, object]]:
    con = duckdb.connect()
    con.execute(
        f"CREATE TABLE responses AS SELECT * FROM (VALUES {RESPONSES}) r(source, response_id, part, survey_id, scale, scale_min, scale_max, "
        "direction, sent_at, answered_at, stage, touchpoint, survey_kind, file_row, score)"
    )
    con.execute(
        "CREATE TABLE tickets AS SELECT * FROM (VALUES ('z', '1', '2026-11-14', TIMESTAMP '2026-11-14', TIMESTAMP '2026-11-14', 1), "
        "('z', '2', '2026-11-14', TIMESTAMP '2026-11-14 00:00:01', TIMESTAMP '2026-11-14', 2), ('z', '2', '2026-11-07', TIMESTAMP '2026-11-08', NULL, 3), "
        "('z', '3', '2027-01-02', TIMESTAMP '2027-01-02', NULL, 4)) t(source, ticket_id, part, created_at, solved_at, file_row)"
    )
    con.execute(
        "CREATE TABLE contracts AS SELECT * FROM (VALUES ('c', 'a', DATE '2026-01-02', DATE '2026-01-01', 1, 9.0, 'EUR'), ('c', 'e', DATE '2026-01-02', NULL, 3, 9.0, NULL), "
        "('c', 'b', DATE '2026-01-02', DATE '2026-01-02', 2, 9.0, 'EUR'), ('c', 'free', DATE '2026-01-02', NULL, 4, 0.0, 'USD')) "
        "t(source, contract_id, start_date, end_date, file_row, yearly_value, currency)"
    )
    results = {r["name"]: r for r in run_checks(con, load_checks(), NOW)}
    con.close()
    return results


@pytest.mark.parametrize(
    ("check", "rows", "example"),
    [
        ("key_in_two_weeks", 1, "response_id twice"), ("answered_before_sent", 1, "response_id early"),
        ("answers_from_the_future", 1, "response_id future"), ("survey_with_two_scales", 1, "survey_id c"),
        ("solved_before_created", 1, "ticket_id 2"), ("ticket_in_two_weeks", 1, "ticket_id 2"),
        ("tickets_from_the_future", 1, "ticket_id 3"), ("contract_ends_before_start", 1, "contract_id a"), ("contracts_in_two_currencies", 2, "currency EUR, contracts 2"),
        ("unmapped_touchpoints", 1, "touchpoint moon"), ("scores_finer_than_thousandths", 1, "response_id other"),
    ],
)  # fmt: skip
def test_a_check_finds_its_rows(found: dict[str, dict[str, object]], check: str, rows: int, example: str) -> None:
    assert found[check]["rows"] == rows
    assert example in found[check]["examples"][0]  # type: ignore[index]


def test_every_check_is_tested(found: dict[str, dict[str, object]]) -> None:
    assert len(found) == 11


def test_only_checks_that_say_fail_stop(found: dict[str, dict[str, object]]) -> None:
    with pytest.raises(CheckFailed, match="one response in two weeks") as told:
        stop_if_failed(list(found.values()))  # type: ignore[arg-type]
    assert "before it was sent" not in str(told.value)
    stop_if_failed([r for r in found.values() if r["level"] == "warn"])  # type: ignore[misc]
