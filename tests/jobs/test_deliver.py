"""A report to everybody, once: by outbox, mail and Slack, through failures, reruns and two processes at a time."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import multiprocessing
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from cxpulse.catalog.settings import load_settings
from cxpulse.core.errors import ConfigurationError, DeliveryError
from cxpulse.jobs.deliver import deliver_report, deliver_reports, resend
from cxpulse.jobs.deliver_notice import notify_operators
from cxpulse.state.ledger import Key, Ledger
from fakes.slack import FakeSlack, slack_server
from fakes.smtp import HangsUp, mail_server
from jobs.delivery_fixtures import REPORT, WEEK, House, make_house, write_config


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    return make_house(tmp_path, monkeypatch)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with slack_server() as server:
        yield server


def states(receipts: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(r["channel"], r["state"]) for r in receipts]


def test_without_connections_everything_is_in_the_outbox_once(house: House, today: dt.datetime) -> None:
    first = deliver_report(house.settings, "weekly", WEEK, now=today)
    assert states(first) == [("folder", "delivered")] * 3
    names = house.outbox()
    assert [n.partition("/")[0] + "." + n.rpartition(".")[2] for n in names] == [
        "mail.eml",
        "mail.eml",
        "slack.json",
        "slack.png",
        "slack.txt",
    ]
    before = {n: (house.root / "data" / "outbox" / n).stat().st_mtime_ns for n in names}
    assert states(deliver_report(house.settings, "weekly", WEEK, now=today)) == [("folder", "already")] * 3
    assert {n: (house.root / "data" / "outbox" / n).stat().st_mtime_ns for n in house.outbox()} == before


def test_a_persian_mail_reads_back(house: House, today: dt.datetime) -> None:
    receipts = deliver_report(house.settings, "weekly", WEEK, now=today, languages=["fa"])
    mail = email.message_from_bytes(
        Path(str(receipts[0]["receipt"])).read_bytes(), policy=email.policy.default
    )
    assert isinstance(mail, EmailMessage)
    assert mail["Subject"] == "NPS در پشتیبانی (مرکز تماس) افت کرد: ۱۲٫۴؛ معمولاً ۳۱٫۰ – ۲۳ تا ۲۹ آبان ۱۴۰۵"
    assert mail["To"].addresses[0].display_name == "مدیر تجربهٔ مشتری"
    assert mail["Message-ID"] == "<cx.report.weekly.2026-11-14.weekly.fa@novin.example>"
    assert mail["Date"] == "Sat, 21 Nov 2026 03:30:00 +0000"
    text = mail.get_body(("plain",))
    assert text is not None
    assert "بر پایهٔ ۲ هفتهٔ گذشته" in text.get_content()
    assert not set("\u2066\u2067\u2068\u2069") & set(text.get_content() + mail["Subject"])
    (pdf,) = mail.iter_attachments()
    assert (pdf.get_content_type(), pdf.get_filename(), pdf.get_content()) == (
        "application/pdf",
        "cx-weekly-2026-11-14-fa.pdf",
        b"%PDF-1.7 fa",
    )


def test_mail_and_slack_at_once_and_a_rerun_sends_nothing(
    house: House, slack: FakeSlack, today: dt.datetime
) -> None:
    house.post_to(slack)
    with mail_server() as box:
        house.mail_to(box.port)
        first = deliver_report(house.settings, "weekly", WEEK, now=today)
        again = deliver_report(house.settings, "weekly", WEEK, now=today + dt.timedelta(days=1))
    assert states(first) == [("smtp", "delivered"), ("slack", "delivered"), ("smtp", "delivered")]
    assert [r["state"] for r in again] == ["already"] * 3
    assert [m[1] for m in box.messages] == [["director@novin.example"], ["modir@novin.example"]]
    assert len(slack.posts("C0CXWEEKLY")) == 1


def test_one_failing_recipient_stops_nobody_and_the_retry_sends_only_what_is_missing(
    house: House, slack: FakeSlack, today: dt.datetime
) -> None:
    house.post_to(slack)
    with mail_server() as box:
        house.mail_to(box.port)
        box.refuse["director@novin.example"] = "451 greylisted, try later"
        with pytest.raises(DeliveryError, match=r"1 of 3 deliveries failed.*director.*451 greylisted"):
            deliver_report(house.settings, "weekly", WEEK, now=today)
        box.refuse.clear()
        second = deliver_report(house.settings, "weekly", WEEK, now=today)
    assert [r["state"] for r in second] == ["delivered", "already", "already"]
    assert len(box.messages) == 2
    assert len(slack.posts("C0CXWEEKLY")) == 1


def test_a_refused_recipient_rests_unless_a_person_asks(house: House, today: dt.datetime) -> None:
    with mail_server() as box:
        house.mail_to(box.port)
        box.refuse["director@novin.example"] = "550 no such user"
        for _ in range(2):
            with pytest.raises(DeliveryError, match="550 no such user"):
                deliver_report(house.settings, "weekly", WEEK, now=today)
        box.refuse.clear()
        receipts = deliver_report(
            house.settings, "weekly", WEEK, now=today, retry_refused=True, channels=["smtp"]
        )
    assert states(receipts) == [("smtp", "delivered"), ("smtp", "already")]


def test_an_unknown_outcome_is_shown_raises_nothing_and_is_sent_again_only_by_a_person(
    house: House, today: dt.datetime
) -> None:
    server = HangsUp("end")
    house.mail_to(server.port)
    receipts = deliver_report(house.settings, "weekly", WEEK, now=today, channels=["smtp"], languages=["en"])
    assert states(receipts) == [("smtp", "unknown")]
    with mail_server() as box:
        house.mail_to(box.port)
        again = deliver_report(house.settings, "weekly", WEEK, now=today, channels=["smtp"], languages=["en"])
        assert states(again) == [("smtp", "unknown")]
        assert box.messages == []
        (entry,) = Ledger(house.settings.state_database).entries(state="unknown")
        decided = deliver_report(
            house.settings,
            "weekly",
            WEEK,
            now=today,
            channels=["smtp"],
            languages=["en"],
            resend_unknown=entry.id[:8],
        )
    assert states(decided) == [("smtp", "delivered")]
    assert (server.taken, len(box.messages)) == (1, 1)
    server.close()


def test_a_notice_is_not_taken_for_an_alert_that_can_be_sent_again(house: House, today: dt.datetime) -> None:
    ledger = Ledger(house.settings.state_database)
    claim = ledger.claim(Key("failure:cx_ingest:run 1", WEEK, "operators", "C0CXOPSOPS", "slack"), now=today)
    entry = ledger.unknown(claim, detail="the line broke", now=today)
    with pytest.raises(ConfigurationError, match="a notice to the operators"):
        resend(house.settings, entry.id, now=today)


def test_an_unknown_post_is_found_by_the_next_run(house: House, slack: FakeSlack, today: dt.datetime) -> None:
    house.post_to(slack)
    slack.fail = {"chat.postMessage": ["drop_after"], "conversations.history": ["missing_scope"] * 9}
    first = deliver_report(house.settings, "weekly", WEEK, now=today, channels=["slack"])
    slack.fail.clear()
    second = deliver_report(house.settings, "weekly", WEEK, now=today, channels=["slack"])
    assert [states(first), states(second)] == [[("slack", "unknown")], [("slack", "delivered")]]
    assert second[0]["receipt"] == slack.posts("C0CXWEEKLY")[0]["ts"]
    assert len(slack.posts("C0CXWEEKLY")) == 1


def test_a_process_that_died_while_it_wrote_to_the_outbox_leaves_nothing_unknown(
    house: House, today: dt.datetime
) -> None:
    ledger = Ledger(house.settings.state_database)
    key = Key("report:weekly", WEEK, "weekly.fa", "modir@novin.example", "folder")
    ledger.sending(ledger.claim(key, now=today), now=today)
    later = today + dt.timedelta(hours=1)
    receipts = deliver_report(
        house.settings, "weekly", WEEK, now=later, channels=["folder"], languages=["fa"]
    )
    assert states(receipts) == [("folder", "delivered")]
    assert len(house.outbox()) == 1


def test_a_dry_run_writes_and_sends_nothing(house: House, today: dt.datetime) -> None:
    receipts = deliver_report(house.settings, "weekly", WEEK, now=today, dry_run=True)
    assert [r["state"] for r in receipts] == ["would_send"] * 3
    assert house.outbox() == []
    assert Ledger(house.settings.state_database).entries() == []


def test_a_backfill_goes_to_the_folder_and_leaves_the_real_delivery_open(
    house: House, slack: FakeSlack, today: dt.datetime
) -> None:
    house.post_to(slack)
    receipts = deliver_report(house.settings, "weekly", WEEK, now=today, channels=["folder"])
    assert states(receipts) == [("folder", "delivered")] * 3
    assert slack.posts("C0CXWEEKLY") == []
    assert (
        deliver_report(house.settings, "weekly", WEEK, now=today, channels=["slack"])[0]["state"]
        == "delivered"
    )


def test_a_channel_asked_for_by_name_is_never_replaced_by_the_folder(
    house: House, today: dt.datetime
) -> None:
    with pytest.raises(DeliveryError, match="no token"):
        deliver_report(house.settings, "weekly", WEEK, now=today, channels=["slack"])
    assert house.outbox() == []


def test_a_language_that_was_not_rendered_fails_alone(house: House, today: dt.datetime) -> None:
    (house.root / "data" / "archive" / "weekly" / WEEK.isoformat() / "fa" / "report.pdf").unlink()
    with pytest.raises(DeliveryError, match=r"1 of 3.*report\.pdf: no such file; render it first"):
        deliver_reports(house.settings, ["weekly"], WEEK, now=today)
    assert sum(n.endswith(".eml") for n in house.outbox()) == 1


def test_recipients_in_a_language_that_is_not_rendered_are_a_configuration_error(
    house: House, today: dt.datetime
) -> None:
    write_config(house.root / "config", **{"reports/weekly": {**REPORT, "languages": ["en"]}})
    with pytest.raises(ConfigurationError, match="recipients in 'fa', but languages are en"):
        deliver_report(house.settings, "weekly", WEEK, now=today)


def _deliver(now: dt.datetime) -> None:
    deliver_report(load_settings(), "weekly", WEEK, now=now)


def test_two_processes_at_once_send_each_message_once(
    house: House, slack: FakeSlack, today: dt.datetime
) -> None:
    house.post_to(slack)
    with mail_server() as box:
        house.mail_to(box.port)
        fork = multiprocessing.get_context("fork")
        workers = [fork.Process(target=_deliver, args=(today,)) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(30)
    assert [w.exitcode for w in workers] == [0, 0]
    assert sorted(m[1][0] for m in box.messages) == ["director@novin.example", "modir@novin.example"]
    assert len(slack.posts("C0CXWEEKLY")) == 1


def test_operators_hear_of_a_failed_run_once_and_readers_never(
    house: House, slack: FakeSlack, today: dt.datetime
) -> None:
    slack.channels["C0CXOPSOPS"] = []
    house.post_to(slack)
    failure = {
        "dag": "cx_weekly_report",
        "run": "scheduled__2026-11-21",
        "task": "render",
        "error": "RenderingError: <b> & no word",
        "log_url": "http://127.0.0.1/log",
    }
    for _ in range(2):
        notify_operators(house.settings, **failure, now=today)
    (post,) = slack.channels["C0CXOPSOPS"]
    assert post["text"] == "CX Pulse: cx_weekly_report failed"
    assert "&lt;b&gt; &amp; no word" in str(post["blocks"])
    assert (slack.posts("C0CXWEEKLY"), slack.posts("C0CXALERTS")) == ([], [])


def test_a_failing_notice_hides_nothing(house: House, today: dt.datetime) -> None:
    house.monkeypatch.setenv(
        "AIRFLOW_CONN_CX_SLACK",
        '{"conn_type": "slack", "password": "x", "extra": {"base_url": "http://127.0.0.1:9/", "timeout": 1}}',
    )
    receipts = notify_operators(house.settings, dag="d", run="r", task="t", error="e", now=today)
    assert [r["state"] for r in receipts] == ["failed"]
