"""Alerts of a week: one message for all that opened, answers in its thread for what goes on, recovers or is unmuted.

It works from what was judged, never from the event that started it: said once is said, however often it is asked to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, Unpack

from cxpulse.catalog.alerts import Alert, Mute, load_alert
from cxpulse.catalog.language import Language, load_language
from cxpulse.catalog.metrics import load_metric, load_metrics
from cxpulse.catalog.settings import Settings
from cxpulse.core.alerts.reasons import muted_note
from cxpulse.core.errors import ConfigurationError
from cxpulse.core.report_model import Phrase
from cxpulse.core.story.words import segment
from cxpulse.delivery.content import AlertContent, Envelope
from cxpulse.delivery.messages import Message
from cxpulse.jobs import report_words
from cxpulse.jobs.alert_card import card_of
from cxpulse.jobs.alert_items import item_of
from cxpulse.jobs.alert_news import News, muted, news
from cxpulse.jobs.deliver_links import page_url, sent_at
from cxpulse.jobs.deliver_options import Options, Sender
from cxpulse.jobs.deliver_people import Post, address_of, posts
from cxpulse.jobs.mutes import mutes_of
from cxpulse.state.ledger import DELIVERED, Key, Ledger
from cxpulse.state.told import Told

Findings = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Round:
    """One message to be: its key's `what`, the week of the post that it answers (None: it opens), its series, and what is
    muted beside them (in the message that opens)."""

    what: str
    answers: dt.date | None
    kind: str
    items: tuple[News, ...]
    notes: tuple[Phrase, ...] = ()


def deliver_alerts(
    settings: Settings, portfolio: Alert | str, week: dt.date, *, findings: Findings | None = None, **asked: Unpack[Options]
) -> list[dict[str, Any]]:
    """Sends what is new of a judged week to everybody that the portfolio's file names; returns the receipts.

    findings: None reads what `judge` kept; the others: `Options`.
    """
    portfolio = load_alert(portfolio) if isinstance(portfolio, str) else portfolio
    sender, receipts = Sender.of(settings, asked), []
    for one in rounds(settings, portfolio, week, judged(settings, portfolio, week, findings), keep=not sender.dry_run):
        content = content_of(settings, portfolio, week, one)
        draw = lru_cache(partial(_card, settings, content, one))  # one picture a language, however many recipients
        for post in posts(settings, _spoken(portfolio), "alert", sender.channels):
            write = _writer(settings, sender.ledger, portfolio, one, content, post, draw)
            receipts += sender.send(_key(one.what, week, portfolio, post), post, write)
    return sender.end(receipts)


def judged(settings: Settings, portfolio: Alert, week: dt.date, findings: Findings | None = None) -> Findings:
    """The findings given, else those that `judge` kept of the week."""
    if findings is not None:
        return findings
    from cxpulse.jobs import judge

    kept: Findings = judge.findings(settings, week, portfolio.name)
    return kept


def rounds(
    settings: Settings, portfolio: Alert, week: dt.date, findings: Findings, *, keep: bool
) -> list[Round]:
    """The messages of a week: the opening one, what opened after it was sent, and one answer per earlier opening."""
    told, mutes = Told(settings.state_database), mutes_of(settings, portfolio)
    quiet = tuple(_quiet(finding, mute) for finding, mute in muted(findings, mutes, week))
    every = news(
        findings, mutes, lambda s, since: told.told_in(portfolio.name, s, since), week
    )
    fresh = [one for one in every if one.told in (None, week)]
    what, made = f"alerts:{portfolio.name}", []
    for number, batch in enumerate(
        told.batches(portfolio.name, week, [one.series for one in fresh], keep=keep)
    ):
        items = tuple(one for one in fresh if one.series in batch)
        if items:
            made.append(
                Round(f"{what}:more{number}" if number else what, week if number else None, "opened", items, () if number else quiet)
            )
    earlier = sorted({one.told for one in every if one.told and one.told != week})
    for opened in earlier:
        items = tuple(one for one in every if one.told == opened)
        made.append(Round(f"{what}:since {opened}", opened, "update", items))
    return made


def _quiet(finding: Mapping[str, Any], mute: Mute) -> Phrase:
    return muted_note(str(finding["metric"]), segment(finding.get("segment") or {}), mute.until, mute.reason)


def content_of(settings: Settings, portfolio: Alert, week: dt.date, one: Round) -> AlertContent:
    """What one message says, in no language yet; without its picture."""
    return AlertContent(
        portfolio=portfolio.name,
        week=week,
        last_day=week + dt.timedelta(days=6),
        kind=one.kind,
        items=tuple(item_of(n, load_metric(str(n.finding["metric"])), portfolio) for n in one.items),
        company=dict(settings.company),
        promise=portfolio.false_alerts_per_year,
        notes=one.notes,
    )


def envelope_of(settings: Settings, portfolio: Alert, week: dt.date, post: Post, key: str) -> Envelope:
    """The envelope of one recipient."""
    return Envelope(
        key=key,
        audience=f"{portfolio.name}.{post.language}",
        address=post.recipient.address,
        name=post.recipient.name,
        language=language_of(settings, post.language),
        sender=settings.delivery.sender,
        date=sent_at(settings, week + dt.timedelta(days=7)),
        page_url=page_url(settings, week, post.language),
    )


def _card(settings: Settings, content: AlertContent, one: Round, language: str) -> bytes | None:
    """The opening post's picture; an answer in its thread has none."""
    return card_of(settings, content, language_of(settings, language)) if one.answers is None else None


def language_of(settings: Settings, code: str) -> Language:
    """A language that knows the display names of all metrics."""
    return load_language(code, names=report_words.terms(settings, load_metrics()))


def _writer(
    settings: Settings,
    ledger: Ledger,
    portfolio: Alert,
    one: Round,
    content: AlertContent,
    post: Post,
    draw: Callable[[str], bytes | None],
) -> Callable[[str, bool], Message]:
    def write(key: str, again: bool) -> Message:
        envelope = replace(
            envelope_of(settings, portfolio, content.week, post, key), again=again, thread=thread()
        )
        message: Message = post.format.write(replace(content, card=draw(post.language)), envelope)
        return message

    def thread() -> str | None:
        """The receipt of the opening post; None when it never went out here: then the answer stands alone."""
        if one.answers is None:
            return None
        entry = ledger.find(_key(f"alerts:{portfolio.name}", one.answers, portfolio, post))
        return entry.receipt if entry and entry.state == DELIVERED else None

    return write


def _key(what: str, week: dt.date, portfolio: Alert, post: Post) -> Key:
    return Key(what, week, f"{portfolio.name}.{post.language}", address_of(post), post.channel)


def _spoken(portfolio: Alert) -> Any:
    extra = sorted(set(portfolio.recipients) - set(portfolio.languages))
    if extra:
        raise ConfigurationError(
            f"dags/config/alerts/{portfolio.name}.yaml: recipients in '{extra[0]}', but languages are {', '.join(portfolio.languages)}"
        )
    return portfolio.recipients
