"""A company with recipients of both kinds, an archived report, and a portfolio: what the delivery tests start from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from cxpulse.catalog.settings import Settings, load_settings
from cxpulse.jobs import report_archive as archive
from fakes.report import rich
from fakes.slack import TOKEN, FakeSlack

WEEK = dt.date(2026, 11, 14)
PNG = b"\x89PNG\r\n\x1a\n a card"
REPORT = {
    "languages": ["en", "fa", "th"],
    "recipients": {
        "en": [
            {"channel": "mail", "address": "director@novin.example", "name": "Director"},
            {"channel": "slack", "address": "C0CXWEEKLY"},
        ],
        "fa": [{"channel": "mail", "address": "modir@novin.example", "name": "مدیر تجربهٔ مشتری"}],
    },
}
PORTFOLIO = {
    "languages": ["en", "fa"],
    "recipients": {
        "en": [{"channel": "slack", "address": "C0CXALERTS"}],
        "fa": [{"channel": "mail", "address": "modir@novin.example"}],
    },
    "operators": [{"channel": "slack", "address": "C0CXOPSOPS"}],
    "owners": {"touchpoint=delivery": "Sara Rahimi"},
}


def write_config(folder: Path, **over: Any) -> None:
    """settings.yaml, reports/weekly.yaml and alerts/portfolio.yaml; `over` replaces whole files by name."""
    delivery = {"sender": "CX Pulse <cx@novin.example>"}
    files = {
        "settings": {
            "company": {"en": "Novin Home", "fa": "نوین‌هوم"},
            "week": {"first_day": "saturday", "zone": "Asia/Tehran"},
            "delivery": delivery,
        },
        "reports/weekly": REPORT,
        "alerts/portfolio": PORTFOLIO,
        **over,
    }
    for name, content in files.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def archive_report(settings: Settings) -> None:
    """The rich example week, as if it had been rendered."""
    for code in ("en", "fa", "th"):
        folder = archive.folder_of(settings, "weekly", WEEK, code)
        files = {
            archive.MODEL: rich().to_json().encode(),
            archive.PDF: b"%PDF-1.7 " + code.encode(),
            archive.CARD: PNG,
            archive.FIGURES: b"PK",
        }
        archive.write(
            folder,
            files,
            {"report": "weekly", "week": WEEK.isoformat(), "language": code, "model_sha256": rich().digest()},
        )


@dataclass
class House:
    """The settings, and how to connect them to the fakes."""

    settings: Settings
    monkeypatch: pytest.MonkeyPatch
    root: Path

    def mail_to(self, port: int) -> None:
        """From now on mail goes to a server on this port."""
        uri = f"smtp://127.0.0.1:{port}/?disable_ssl=true&disable_tls=true&timeout=2&data_timeout=2"
        self.monkeypatch.setenv("AIRFLOW_CONN_CX_SMTP", uri)

    def post_to(self, slack: FakeSlack) -> None:
        """From now on posts go to this workspace."""
        self.monkeypatch.setenv(
            "AIRFLOW_CONN_CX_SLACK",
            f'{{"conn_type": "slack", "password": "{TOKEN}", "extra": {{"base_url": "{slack.url}", "timeout": 1}}}}',
        )

    def outbox(self) -> list[str]:
        """Names of the files of the folder channel."""
        return sorted(
            p.relative_to(self.root / "data" / "outbox").as_posix()
            for p in (self.root / "data" / "outbox").rglob("*.*")
        )


def make_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house on a new folder, without connections."""
    write_config(tmp_path / "config")
    monkeypatch.setenv("CXPULSE_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("CXPULSE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("cxpulse.delivery.channels.slack.LOOKS", (0.0, 0.0, 0.0))
    for name in ("AIRFLOW_CONN_CX_SMTP", "AIRFLOW_CONN_CX_SLACK"):
        monkeypatch.delenv(name, raising=False)
    house = House(load_settings(), monkeypatch, tmp_path)
    archive_report(house.settings)
    return house
