"""A report as a Slack post: the headline, the key figures, what we ask, the card."""

from __future__ import annotations

from cxpulse.catalog.language import Language
from cxpulse.core.report_model import ReportModel
from cxpulse.delivery.blocks import blocks
from cxpulse.delivery.content import Envelope, ReportContent
from cxpulse.delivery.messages import Picture, SlackMessage
from cxpulse.delivery.parts import Facts, Links, Paragraph, Part, Shown, Small, Title
from cxpulse.delivery.plain import text
from cxpulse.delivery.words import company, corrected_note, corrected_title, figures, mrkdwn, said, start

CARRIER = "slack"


def write(content: ReportContent, envelope: Envelope) -> SlackMessage:
    """The weekly digest for one channel, in the envelope's language."""
    model, language = content.model, envelope.language
    alt = language.gettext(
        "Picture: the key figures and the trend of the week %(week)s", week=language.date(model.week)
    )
    title = corrected_title(envelope.corrected, language.say(model.headline), language)
    note = corrected_note(envelope.corrected, language)
    parts = _parts(model, language, (title, note), alt if content.card else "", envelope.page_url)
    name = f"cx-{model.report}-{model.week.isoformat()}.png"
    return SlackMessage(
        key=envelope.key,
        label=f"{model.week.isoformat()}-report-{envelope.audience}",
        channel=envelope.address,
        text=start(language, mrkdwn(said(language, title))),
        blocks=blocks(parts, language),
        plain=text(parts),
        picture=Picture(name, content.card, alt=said(language, alt)) if content.card else None,
        thread=envelope.thread,
        metadata={"what": f"report:{model.report}", "week": model.week.isoformat()},
        again=envelope.again,
    )


def _parts(model: ReportModel, language: Language, titles: tuple[str, str], alt: str, page_url: str) -> list[Part]:
    title, note = titles
    where = f"{company(model.company, language)} \u00b7 {language.week_range(model.week, model.last_day)}"
    pairs = tuple(
        (f.name, " ".join(filter(None, (f.value, f.change and f"({f.change})"))))
        for f in figures(model, language)
    )
    parts: list[Part] = [
        Title(title),
        Small(where),
        *([Paragraph(note)] if note else []),
        Paragraph(language.say(model.lead)),
        Facts(pairs),
    ]
    if alt:
        parts.append(Shown(alt))
    parts.append(Paragraph(language.say(model.ask), language.text("What we ask")))
    if page_url:
        parts.append(Links(((language.text("Open the report in the browser"), page_url),)))
    return [*parts, Small(language.text("Weekly customer experience report"))]
