"""A report that was drawn again goes out again only when a person says why, once, to those who have an older version."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cxpulse.core.errors import ConfigurationError, InputError
from cxpulse.jobs import report_archive as archive
from cxpulse.jobs.deliver import deliver_corrected, deliver_report, resend
from cxpulse.state.archive import ArchiveIndex
from cxpulse.state.ledger import Ledger
from fakes.report import rich
from fakes.smtp import HangsUp, mail_server
from jobs.delivery_fixtures import PNG, WEEK, House, make_house

WHY = "two exports of the helpdesk came late"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, today: dt.datetime) -> House:
    made = make_house(tmp_path, monkeypatch)
    draw(made, "first", today - dt.timedelta(hours=1))
    return made


def draw(house: House, version: str, at: dt.datetime) -> None:
    """Archives a version of the report in every language, as `report.render` does."""
    model = replace(rich(), definitions_version=version)
    for code in ("en", "fa", "th"):
        pdf = f"%PDF-1.7 {code} {version}".encode()
        files = {archive.MODEL: model.to_json().encode(), archive.PDF: pdf, archive.CARD: PNG, archive.FIGURES: b"PK"}
        meta = archive.write(archive.folder_of(house.settings, "weekly", WEEK, code), files, {"model_sha256": model.digest()})
        ArchiveIndex(house.settings.state_database).record(
            "weekly", WEEK, code, model_sha256=model.digest(), pdf_sha256=meta["files"][archive.PDF], definitions_version=version, now=at
        )


def send(house: House, now: dt.datetime, **options: Any) -> list[dict[str, Any]]:
    return deliver_corrected(house.settings, "weekly", WEEK, options.pop("why", WHY), now=now, **options)


def states(receipts: list[dict[str, Any]]) -> list[str]:
    return [r["state"] for r in receipts]


def mail_of(receipt: dict[str, Any]) -> Any:
    return email.message_from_bytes(Path(receipt["receipt"]).read_bytes(), policy=email.policy.default)


def test_a_redrawn_report_stays_at_home_until_a_person_says_why(house: House, today: dt.datetime) -> None:
    deliver_report(house.settings, "weekly", WEEK, now=today)
    later = today + dt.timedelta(hours=2)
    draw(house, "second", later)
    assert states(deliver_report(house.settings, "weekly", WEEK, now=later)) == ["already"] * 3
    assert states(send(house, later, dry_run=True)) == ["would_send"] * 3
    sent = send(house, later)
    assert states(sent) == ["delivered"] * 3
    assert {(r["what"], r["reason"]) for r in sent} == {("report:weekly:corrected 2", WHY)}
    assert states(send(house, later, why="clicked twice")) == ["already"] * 3
    assert len([n for n in house.outbox() if n.endswith(".eml")]) == 4


def test_a_correction_says_so_in_subject_text_and_thread(house: House, today: dt.datetime) -> None:
    first = deliver_report(house.settings, "weekly", WEEK, now=today)
    draw(house, "second", today + dt.timedelta(hours=2))
    english, post, persian = send(house, today + dt.timedelta(hours=3))
    mail, before = mail_of(english), mail_of(first[0])
    assert mail["Subject"] == "Corrected: " + before["Subject"]
    assert mail["Message-ID"] != before["Message-ID"] == mail["In-Reply-To"] == mail["References"]
    for kind in ("plain", "html"):
        body = mail.get_body((kind,)).get_content()
        assert WHY in body
        assert "This replaces the report sent on" in body
    (pdf,) = mail.iter_attachments()
    assert pdf.get_content() == b"%PDF-1.7 en second"
    assert mail_of(persian)["Subject"].startswith("اصلاح‌شده: ")
    slack = Path(post["receipt"]).with_suffix(".txt").read_text(encoding="utf-8")
    assert slack.startswith("Corrected: ")
    assert WHY in slack


def test_who_has_the_newest_version_or_none_gets_nothing(house: House, today: dt.datetime) -> None:
    assert states(send(house, today)) == ["nothing"] * 3
    deliver_report(house.settings, "weekly", WEEK, now=today, languages=["en"])
    assert states(send(house, today)) == ["already", "already", "nothing"]
    draw(house, "second", today + dt.timedelta(hours=1))
    assert states(send(house, today + dt.timedelta(hours=2))) == ["delivered", "delivered", "nothing"]


def test_each_version_goes_once_and_one_taken_back_goes_too(house: House, today: dt.datetime) -> None:
    hour = dt.timedelta(hours=1)
    deliver_report(house.settings, "weekly", WEEK, now=today)
    for n, version in enumerate(("second", "first", "second"), 1):
        draw(house, version, today + n * hour)
        assert states(send(house, today + n * hour + hour / 2)) == ["delivered"] * 3
    whats = {e.what for e in Ledger(house.settings.state_database).entries()}
    assert whats == {"report:weekly", *(f"report:weekly:corrected {n}" for n in (2, 3, 4))}


@pytest.mark.parametrize("why", ["", " \n ", "x" * 301])
def test_a_correction_needs_a_reason(house: House, today: dt.datetime, why: str) -> None:
    with pytest.raises(InputError, match="needs a reason"):
        send(house, today, why=why)


def test_a_correction_of_unknown_outcome_is_sent_again_by_its_key_with_its_reason(house: House, today: dt.datetime) -> None:
    later = today + dt.timedelta(hours=2)
    with mail_server() as box:
        house.mail_to(box.port)
        deliver_report(house.settings, "weekly", WEEK, now=today, languages=["fa"])
    draw(house, "second", later)
    server = HangsUp("end")
    house.mail_to(server.port)
    (lost,) = send(house, later, languages=["fa"])
    server.close()
    assert lost["state"] == "unknown"
    with mail_server() as box:
        house.mail_to(box.port)
        assert states(send(house, later, languages=["fa"])) == ["unknown"]
        (again,) = resend(house.settings, lost["key"], now=later)
        assert (again["state"], again["reason"], len(box.messages)) == ("delivered", WHY, 1)
    with pytest.raises(ConfigurationError):
        resend(house.settings, lost["key"], now=later)
