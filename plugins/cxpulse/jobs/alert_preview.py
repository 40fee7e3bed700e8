"""The Slack messages of a judged week as they would be sent: nothing is sent, nothing is kept."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

from cxpulse.catalog.alerts import Alert, alert_names, load_alert
from cxpulse.catalog.reports import Recipient
from cxpulse.catalog.settings import Settings
from cxpulse.delivery.formats import load_format
from cxpulse.jobs.alert_card import card_of
from cxpulse.jobs.alert_news import BAD, News, series_of
from cxpulse.jobs.connections import FOLDER, carrier_of
from cxpulse.jobs.deliver_alerts import Findings, Round, content_of, envelope_of, judged, rounds
from cxpulse.jobs.deliver_people import Post


def previews(
    settings: Settings,
    week: dt.date,
    *,
    portfolio: str | None = None,
    language: str | None = None,
    everything: bool = False,
    pictures: str | None = None,
    findings: Findings | None = None,
) -> list[dict[str, Any]]:
    """One object per portfolio, language and message: {"portfolio", "language", "what", "text", "plain", "blocks", "metadata",
    "picture"}. everything: all that is open, told or not, as one message; pictures: folder for the PNGs."""
    found = []
    for name in [portfolio] if portfolio else alert_names():
        alert = load_alert(name)
        for code in [language] if language else alert.languages:
            for one in _rounds(settings, alert, week, findings, everything):
                found.append(_preview(settings, alert, week, code, one, pictures))
    return found


def _rounds(
    settings: Settings, alert: Alert, week: dt.date, findings: Findings | None, everything: bool
) -> list[Round]:
    kept = judged(settings, alert, week, findings)
    if not everything:
        return rounds(settings, alert, week, kept, keep=False)
    own = [f for f in kept if f["state"] in BAD and not f.get("explained_by")]
    own.sort(key=lambda f: (-float(f.get("z") or 0.0), series_of(f)))
    items = tuple(News(series_of(f), str(f["state"]), None, f) for f in own)
    return [Round(f"alerts:{alert.name}", None, "opened", items)] if items else []


def _preview(
    settings: Settings, alert: Alert, week: dt.date, code: str, one: Round, pictures: str | None
) -> dict[str, Any]:
    form = load_format("slack", "alert")
    post = Post(
        code,
        Recipient(channel="slack", address="preview"),
        form,
        FOLDER,
        lambda: carrier_of(settings, FOLDER),
    )
    envelope, content = (
        envelope_of(settings, alert, week, post, "preview"),
        content_of(settings, alert, week, one),
    )
    if one.answers is None:
        content = dataclasses.replace(content, card=card_of(settings, content, envelope.language))
    message = form.write(content, envelope)
    path = ""
    if pictures and message.picture:
        path = str(Path(pictures) / f"{alert.name}-{week.isoformat()}-{code}.png")
        Path(pictures).mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(message.picture.data)
    return {
        "portfolio": alert.name, "language": code, "what": one.what, "text": message.text, "plain": message.plain,
        "blocks": list(message.blocks), "metadata": message.metadata, "picture": path,
    }  # fmt: skip
