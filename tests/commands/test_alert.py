"""cxpulse alert --preview, cxpulse deliver and cxpulse mute, as a person types them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from slack_sdk.models.blocks import Block
from typer.testing import CliRunner, Result

from cxpulse.commands import alert, deliver, mute
from cxpulse.core.errors import CXPulseError
from cxpulse.state.ledger import Ledger
from fakes.smtp import HangsUp, mail_server
from jobs.delivery_fixtures import WEEK, House, make_house

FINDING: dict[str, Any] = {
    "metric": "nps", "segment": {"touchpoint": "delivery", "channel": "call_centre"}, "state": "open", "since": WEEK.isoformat(),
    "usual": 42.0, "now": 21.3, "low": 15.0, "high": 27.6, "n": 640, "window": 2, "z": 5.1, "threshold": 3.5,
}  # fmt: skip
Run = Callable[..., Result]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr("cxpulse.jobs.alert_preview.card_of", lambda *_: b"\x89PNG")
    monkeypatch.setattr("cxpulse.jobs.deliver_alerts.card_of", lambda *_: b"\x89PNG")
    for module in ("alert_preview", "deliver_alerts"):
        monkeypatch.setattr(f"cxpulse.jobs.{module}.judged", lambda *_: [FINDING])
    return make_house(tmp_path, monkeypatch)


@pytest.fixture
def run(house: House) -> Run:
    app = typer.Typer()
    for module in (alert, deliver, mute):
        app.command(name=module.__name__.rpartition(".")[2])(module.run)

    def go(*words: str) -> Result:
        result = CliRunner().invoke(app, words)
        if result.exception and not isinstance(result.exception, (SystemExit, CXPulseError)):
            raise result.exception
        return result

    return go


def test_the_preview_shows_text_and_blocks_and_keeps_nothing(run: Run, house: House) -> None:
    result = run("alert", "--preview", "--week", WEEK.isoformat(), "--lang", "en")
    assert "NPS fell in delivery (call centre): 21.3, usually 42.0" in result.stdout
    assert '"type": "header"' in result.stdout
    assert house.outbox() == []
    assert Ledger(house.settings.state_database).entries() == []
    run("deliver", "--week", WEEK.isoformat(), "--alerts", "portfolio")
    assert (
        "nothing new to say"
        in run("alert", "--preview", "--week", (WEEK + dt.timedelta(7)).isoformat()).stdout
    )
    assert "NPS fell" in run("alert", "--preview", "--week", WEEK.isoformat(), "--lang", "en").stdout


def test_the_preview_as_json_is_what_slack_takes_and_persian_starts_right(
    run: Run, house: House, tmp_path: Path
) -> None:
    result = run("alert", "--preview", "--week", WEEK.isoformat(), "--json", "--picture", str(tmp_path))
    en, fa = json.loads(result.stdout)
    assert (en["language"], fa["language"]) == ("en", "fa")
    for block in Block.parse_all(fa["blocks"]):
        block.to_dict()
    texts = [b["text"]["text"] for b in fa["blocks"] if "text" in b] + [
        f["text"] for b in fa["blocks"] for f in b.get("fields", [])
    ]
    assert all(line.startswith("\u200f") for text in texts for line in text.split("\n"))
    assert Path(fa["picture"]).read_bytes() == b"\x89PNG"


def test_deliver_shows_each_receipt_and_then_silence(run: Run, house: House) -> None:
    first = json.loads(run("deliver", "--week", WEEK.isoformat(), "--json").stdout)
    assert [r["state"] for r in first] == ["delivered"] * 5
    assert [r["what"] for r in first] == ["report:weekly"] * 3 + ["alerts:portfolio"] * 2
    again = run("deliver", "--week", WEEK.isoformat())
    assert again.stdout.count("already") == 5
    assert again.exit_code == 0


def test_a_correction_on_the_command_line_goes_to_nobody_who_has_nothing(run: Run, house: House) -> None:
    words = ("deliver", "--week", WEEK.isoformat(), "--report", "weekly", "--corrected", "late exports", "--json")
    assert {r["state"] for r in json.loads(run(*words).stdout)} == {"nothing"}


def test_deliver_with_a_failure_tells_it_and_ends_with_an_error(run: Run, house: House) -> None:
    house.mail_to(9)
    result = run("deliver", "--week", WEEK.isoformat(), "--report", "weekly", "--channel", "smtp")
    assert result.stdout.count("failed") == 2
    assert isinstance(result.exception, CXPulseError)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("deliver", "--week", "2026-11-15"), "did you mean 2026-11-14"),
        (("deliver", "--week", "14.11.2026"), "write the day as"),
        (("deliver", "--week", "2026-11-14", "--report", "monthly"), "there are: weekly"),
        (("deliver", "--resend-unknown", "ffff"), "0 deliveries of unknown outcome"),
        (("deliver", "--week", "2026-11-14", "--corrected", "late exports"), "needs --week and --report"),
        (("deliver", "--report", "weekly", "--corrected", "late exports"), "needs --week and --report"),
        (("alert", "--preview", "--week", "2026-11-14", "--lang", "xx"), "there are: en, fa, th"),
        (("mute", "npx", "--until", "2099-01-01", "--reason", "x"), "no metric named 'npx'"),
        (("mute", "nps"), "say until when and why"),
        (("mute", "nps", "--until", "2020-01-01", "--reason", "x"), "over already"),
        (
            ("mute", "nps", "--segment", "delivery", "--until", "2099-01-01", "--reason", "x"),
            "dimension=value",
        ),
        (("mute", "nps", "--lift"), "is not quiet"),
    ],
)
def test_what_is_wrong_is_told(run: Run, words: tuple[str, ...], told: str) -> None:
    result = run(*words)
    assert isinstance(result.exception, CXPulseError)
    assert told in str(result.exception)


def test_a_person_sends_an_unknown_one_again_by_its_key(run: Run, house: House) -> None:
    server = HangsUp("end")
    house.mail_to(server.port)
    run("deliver", "--week", WEEK.isoformat(), "--report", "weekly", "--channel", "smtp")
    server.close()
    first, _ = Ledger(house.settings.state_database).entries(state="unknown")
    with mail_server() as box:
        house.mail_to(box.port)
        (receipt,) = json.loads(run("deliver", "--resend", first.id[:8], "--json").stdout)
        assert (receipt["state"], receipt["key"], len(box.messages)) == ("delivered", first.id, 1)
    (_still_unknown,) = Ledger(house.settings.state_database).entries(state="unknown")


def test_mute_list_and_lift(run: Run, house: House) -> None:
    assert run("mute").stdout == "Nothing is quiet.\n"
    made = run(
        "mute",
        "nps",
        "--segment",
        "touchpoint=delivery",
        "--until",
        "2099-01-01",
        "--reason",
        "courier strike",
    )
    assert made.stdout == "nps touchpoint=delivery: quiet through 2099-01-01: courier strike\n"
    (listed,) = json.loads(run("mute", "--json").stdout)
    assert (listed["segment"], listed["reason"]) == ({"touchpoint": "delivery"}, "courier strike")
    assert "nothing new to say" in run("alert", "--preview", "--week", WEEK.isoformat()).stdout
    assert run("mute", "nps", "--segment", "touchpoint=delivery", "--lift").stdout == "Nothing is quiet.\n"
