"""The end of `cxpulse week`: figures with their intervals, every path, every delivery, and where data is when there is none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cxpulse.catalog.settings import load_settings
from cxpulse.commands.week import summary
from cxpulse.core.errors import InputError
from cxpulse.jobs.week import which_week


def result(**other: Any) -> dict[str, Any]:
    figure = {"metric": "nps", "title": "NPS, relationship", "value": 29.897, "low": 24.77, "high": 34.84, "n": 1980, "state": "ok",
              "unit": "points", "decimals": 1, "change": -9.2, "changed": "worse"}  # fmt: skip
    given: dict[str, Any] = {
        "week": "2026-11-14",
        "newest": "2026-11-14",
        "wanting": ["shop_orders is late (last row 2026-11-03, expected by 2026-11-10)"],
        "figures": [figure],
        "reports": {"weekly": {"pdfs": {"fa": "archive/weekly/2026-11-14/fa/report.pdf"}}},
        "receipts": [{"channel": "folder", "recipient": "a@x.org", "state": "delivered", "receipt": "outbox/mail/1.eml", "detail": ""}],
        "seconds": {"ingest": 1.5, "report": 2.0},
    }
    return given | other


def test_a_figure_has_its_interval_n_and_verdict() -> None:
    text = "\n".join(summary(result()))
    assert "NPS, relationship" in text
    assert "29.9 (95% interval 24.8–34.8, n = 1,980), worse" in text
    assert "report weekly, fa: archive/weekly/2026-11-14/fa/report.pdf" in text
    assert "folder to a@x.org: delivered outbox/mail/1.eml" in text
    assert "! source shop_orders is late (last row 2026-11-03, expected by 2026-11-10)" in text
    assert text.endswith("3.5 s in all")


def test_a_week_without_data_says_which_week_has_some() -> None:
    empty = {**result()["figures"][0], "value": None, "low": None, "high": None, "n": 0, "state": "no_data", "changed": "unknown"}
    text = "\n".join(summary(result(figures=[empty], newest="2026-03-07")))
    assert "no data" in text
    assert "cxpulse week --week 2026-03-07" in text


def test_the_file_of_rejected_rows_is_named() -> None:
    text = "\n".join(summary(result(ingest={"rejects_file": "var/rejects/1.csv"})))
    assert "! rejected rows, each with its reason: var/rejects/1.csv" in text


def test_a_week_that_has_not_begun_is_refused() -> None:
    now = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
    assert which_week(load_settings(), dt.date(2026, 11, 21), now) == dt.date(2026, 11, 21)
    with pytest.raises(InputError, match="2026-11-28: this week has not begun; the last complete week is 2026-11-14"):
        which_week(load_settings(), dt.date(2026, 11, 28), now)
