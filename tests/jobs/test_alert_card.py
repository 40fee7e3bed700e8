"""The picture of an alert is given the figures of its headline, and is never a reason for an alert not to go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cxpulse.catalog.alerts import load_alert
from cxpulse.catalog.language import plain
from cxpulse.jobs import alert_card
from cxpulse.jobs.deliver_alerts import content_of, language_of, rounds
from cxpulse.rendering.charts.level import Level
from fakes.report import rich
from jobs.delivery_fixtures import WEEK, House, make_house

FINDING = {
    "metric": "nps", "segment": {"touchpoint": "delivery"}, "state": "open", "since": WEEK.isoformat(), "usual": 42.0, "now": 21.3,
    "low": 15.0, "high": 27.6, "n": 640, "window": 3, "z": 5.1, "threshold": 3.5, "why": [], "comments": [],
}  # fmt: skip


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(alert_card, "series_trend", lambda *_: rich().trends[0])
    return make_house(tmp_path, monkeypatch)


def card(house: House, finding: dict[str, Any]) -> bytes | None:
    portfolio = load_alert("portfolio")
    (one,) = rounds(house.settings, portfolio, WEEK, [finding], keep=False)
    return alert_card.card_of(house.settings, content_of(house.settings, portfolio, WEEK, one), language_of(house.settings, "en"))


def test_headline_and_picture_speak_of_the_same_weeks(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def render(model: Any, language: Any, **more: Any) -> bytes:
        asked.append((model, language, more))
        return b"PNG"

    monkeypatch.setattr("cxpulse.rendering.card.render_card", render)
    assert card(house, FINDING) == b"PNG"
    ((model, language, more),) = asked
    assert plain(language.say(model.headline)) == "NPS fell in delivery: 21.3, usually 42.0"
    assert more == {"level": Level(usual=42.0, now=21.3, weeks=3)}


def test_it_is_drawn(house: House) -> None:
    assert (card(house, FINDING) or b"").startswith(b"\x89PNG")


def test_an_alert_whose_picture_cannot_be_drawn_goes_without(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alert_card, "series_trend", lambda *_: 1 / 0)
    assert card(house, FINDING) is None
