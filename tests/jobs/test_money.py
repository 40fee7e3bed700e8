"""Two currencies are never added: a figure of value is in the declared one, in the only one that is there, or it is not supplied."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from cxpulse.catalog.settings import Settings
from cxpulse.core.measurement import State, segment_of
from cxpulse.jobs.accounts import book
from cxpulse.jobs.churn_quiet import quiet
from cxpulse.jobs.churn_retention import staying
from cxpulse.jobs.measure import measure, measurements
from cxpulse.jobs.money import money
from lake_fixtures import put, settings, utc

NOW = dt.datetime(2026, 4, 10, tzinfo=dt.UTC)
WEEK = dt.date(2026, 3, 23)
VALUES = ("revenue_churn", "gross_retention", "net_retention")


def contracts(currency: str | None, count: int = 20, value: float = 10.0, name: str = "") -> list[dict[str, Any]]:
    return [
        {"account_id": f"{name}{currency}{i}", "contract_id": f"{name}{currency}{i}", "start_date": dt.date(2025, 1, 1), "yearly_value": value, "currency": currency}
        for i in range(count)
    ]


def figures(config: Settings) -> dict[str, Any]:
    measure(config, touched=None, now=NOW)
    return {m: measurements(config, [WEEK], [m], segments=[segment_of({})])[0] for m in (*VALUES, "churn_rate")}


def test_contracts_in_one_currency_give_every_figure(tmp_path: Path) -> None:
    config = settings(tmp_path)
    put(config, "contract", "all", contracts("EUR"))
    assert {m: f.state for m, f in figures(config).items()} == dict.fromkeys((*VALUES, "churn_rate"), State.GREY)
    assert (money(config).currency, book(config, WEEK).to_json()["yearly_value"]) == ("EUR", 200.0)  # type: ignore[union-attr]


@pytest.mark.parametrize("other", ["USD", None])
def test_a_second_currency_of_another_source_takes_the_figures_of_value_back_and_says_why(tmp_path: Path, other: str | None) -> None:
    config = settings(tmp_path)
    put(config, "contract", "all", contracts("EUR"))
    figures(config)
    put(config, "contract", "all", contracts(other), source="second")
    found = figures(config)
    assert {found[m].state for m in VALUES} == {State.NOT_SUPPLIED}
    assert found["churn_rate"].n == 40  # customers are counted all the same
    assert "declare the one to report in: currency in settings.yaml" in money(config).refused
    said = book(config, WEEK).to_json()  # type: ignore[union-attr]
    assert (said["yearly_value"], said["revenue_at_risk"], said["accounts"]) == (None, None, 40)
    assert said["value_state"].startswith("not_supplied: contracts are in several currencies")
    assert {row["yearly_value"] for row in said["rows"]} <= {None}
    kept = staying(config, WEEK)
    assert (kept.year, kept.months) == (None, ())  # type: ignore[union-attr]


@pytest.mark.parametrize("batch", [1_000_000, 1])
def test_what_was_counted_before_the_second_currency_came_is_taken_back_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr("cxpulse.jobs.measure_batch.BATCH_ROWS", batch)  # 1: each source is counted alone, and sees one currency
    config = settings(tmp_path)
    put(config, "contract", "all", contracts("EUR"))
    figures(config)
    put(config, "contract", "all", contracts("USD"), source="second")
    measure(config, touched={}, now=NOW)  # nobody says what is new
    found = measurements(config, [WEEK], list(VALUES), segments=[segment_of({})])
    assert {f.state for f in found} == {State.NOT_SUPPLIED}


def test_the_command_says_why_there_is_no_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from cxpulse.commands.accounts import run as accounts
    from cxpulse.commands.retention import run as retention

    config = settings(tmp_path)
    put(config, "contract", "all", [*contracts("EUR"), *contracts("USD")])
    for declared, said in (("", "declare the one to report in"), ("EUR", "customers with contracts in USD")):
        told = config.model_copy(update={"currency": declared})
        monkeypatch.setattr("cxpulse.catalog.settings.load_settings", lambda told=told: told)
        for command in (accounts, retention):
            command(week=dt.datetime(2026, 3, 23), as_json=False)
            assert said in capsys.readouterr().out


def test_with_a_declared_currency_customers_of_another_are_left_out(tmp_path: Path) -> None:
    config = settings(tmp_path).model_copy(update={"currency": "EUR"})
    put(config, "contract", "all", [*contracts("EUR"), *contracts("USD", 5, 1000.0), *contracts(None, 2)])
    found = figures(config)
    assert (found["net_retention"].n, found["net_retention"].value) == (22, 1.0)
    assert found["churn_rate"].n == 27
    told = book(config, WEEK)
    assert told is not None
    assert (told.to_json()["yearly_value"], told.currency, told.money.others) == (220.0, "EUR", ("USD",))
    kept = staying(config, WEEK)
    assert kept is not None
    assert kept.year is not None
    assert kept.year.start == 220.0


def test_a_currency_in_small_letters_is_the_same_one(tmp_path: Path) -> None:
    config = settings(tmp_path).model_copy(update={"currency": "EUR"})
    put(config, "contract", "all", [*contracts("eur"), *contracts("USD", 5, 1000.0)])
    assert figures(config)["net_retention"].n == 20
    assert book(config, WEEK).to_json()["yearly_value"] == 200.0  # type: ignore[union-attr]


def test_orders_in_two_currencies_are_not_added_either(tmp_path: Path) -> None:
    config = settings(tmp_path)
    days = ("2026-01-05", "2026-01-15", "2026-01-25", "2026-02-04")
    rows = [
        {"order_id": f"{c}{d}", "respondent_key": c, "ordered_at": utc(f"{d} 10:00:00"), "value": 10.0, "currency": c} for c in ("EUR", "USD") for d in days
    ]
    put(config, "order", "2026-01-05", rows)
    assert quiet(config, WEEK).quiet_value is None  # type: ignore[union-attr]
    assert quiet(config.model_copy(update={"currency": "EUR"}), WEEK).quiet_value == 40.0  # type: ignore[union-attr]
