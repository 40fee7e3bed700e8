"""The journey as a whole: touchpoints beside each other, gaps, the score per customer, blind spots, and what goes with NPS."""

from __future__ import annotations

from typing import Any

from cxpulse.core.report_customers import GapNote, JourneyLook
from cxpulse.core.report_model import Value
from cxpulse.rendering.charts.dots import Row, dot_plot
from cxpulse.rendering.fonts import line_count
from cxpulse.rendering.paper import Paper, msg

TITLE = msg("The journey as a whole")
EMPTY = msg("No answer of these weeks belongs to a touchpoint.")
MOST = 12
MOST_BLIND = 8


def empty(paper: Paper) -> str:
    """Whose answers are missing: those to another survey may well name a touchpoint."""
    metric = paper.model.look_metric
    if not metric:
        return paper.language.text(EMPTY)
    return paper.language.gettext(
        "This section is of %(metric)s, and no answer to it names a touchpoint in these weeks; answers to other surveys are not in it.",
        metric=paper.title(metric),
    )


def view(paper: Paper) -> dict[str, Any] | None:
    """Touchpoints as dots, then what is to be known, one sentence each."""
    found = paper.model.look
    if found is None:
        return None
    language = paper.language
    title = language.ngettext(
        "%(name)s by touchpoint over the last week", "%(name)s by touchpoint over the last %(n)s weeks", found.weeks, name=paper.title(found.metric)
    )
    rows = [Row(paper.label(s.term.kind, s.term.id), s.value, s.low, s.high, "", False, language.gettext("n = %(n)s", n=language.locale.number(s.n))) for s in found.scores[:MOST]]
    facts = [*(_gap(paper, found, g) for g in found.gaps), *_customers(paper, found), *_coverage(paper, found), _drivers(paper, found)]
    lines = sum(max(1, line_count(fact, 688, 12.3)) for fact in facts)
    chart = dot_plot(
        language, rows, language.gettext("Chart: %(title)s.", title=title), unit=found.unit, decimals=found.decimals, whole=None, w=688
    ) if rows else None  # fmt: skip
    return {"title": title, "chart": chart, "facts": facts, "tall": [48.0 + 24.0 * len(rows), 18.5 * lines + 5.0 * len(facts)]}


def _gap(paper: Paper, found: JourneyLook, gap: GapNote) -> str:
    language = paper.language
    scale = 100.0 if found.unit == "share" else 1.0
    values = {
        "high": language.term(gap.high),
        "low": language.term(gap.low),
        "gap": language.number(Value(gap.difference / scale, found.unit, found.decimals, delta=True)),
        "margin": language.locale.number(gap.half_width, found.decimals),
        "dimension": language.term_of("dimension", gap.dimension),
    }
    if gap.clear:
        return language.gettext("Biggest gap by %(dimension)s: %(high)s is above %(low)s by %(gap)s (margin of error %(margin)s).", **values)
    return language.gettext(
        "By %(dimension)s no gap is clear: the biggest, %(high)s above %(low)s by %(gap)s (margin of error %(margin)s), is within what chance does.", **values
    )


def _share(paper: Paper, share: float | None) -> str:
    return paper.language.number(Value(share, "share", 1))


def _customers(paper: Paper, found: JourneyLook) -> list[str]:
    language = paper.language
    out = []
    if found.all_good is not None:
        out.append(
            language.gettext(
                "Of %(n)s customers heard at two stages or more in %(weeks)s weeks, %(share)s (95%% interval %(ci)s) were satisfied at every stage; of the single stages it was %(stages)s.",
                n=language.locale.number(found.heard),
                weeks=language.locale.number(found.customer_weeks),
                share=_share(paper, found.all_good),
                ci=language.interval(found.all_good_low, found.all_good_high, "share"),
                stages=_share(paper, found.stages_good),
            )
        )
    if found.repeat:
        out.append(
            language.gettext(
                "%(n)s customers had a bad experience more than once, %(accounts)s of them under contract.",
                n=language.locale.number(found.repeat),
                accounts=language.locale.number(found.repeat_accounts),
            )
        )
    return out


def _coverage(paper: Paper, found: JourneyLook) -> list[str]:
    language = paper.language
    out = [
        language.gettext(
            "Indirect feedback (reviews, press, word of mouth), in no other figure: n = %(n)s, %(value)s.",
            n=language.locale.number(found.indirect_n),
            value=language.number(Value(found.indirect, found.unit, found.decimals)),
        )
        if found.indirect_n
        else language.gettext("Indirect feedback (reviews, press, word of mouth): none has come in.")
    ]
    if found.unmapped_share is not None:
        out.append(language.gettext("answers without a stage: %(share)s", share=_share(paper, found.unmapped_share)) + ".")
    if found.blind:
        named = language.text("; ").join(paper.label(t.kind, t.id) for t in found.blind[:MOST_BLIND])
        more = len(found.blind) - MOST_BLIND
        rest = " " + language.ngettext("and %(n)s more", "and %(n)s more", more) if more > 0 else ""
        out.append(language.gettext("Without feedback: %(names)s.", names=named + rest))
    else:
        out.append(language.gettext("Every touchpoint, stage and segment has been heard."))
    return [text[:1].upper() + text[1:] for text in out]


def _drivers(paper: Paper, found: JourneyLook) -> str:
    language = paper.language
    if not found.drivers_n:
        return language.gettext("What goes with NPS is shown from 400 customers who were heard at a stage too; there are fewer.")
    values = {"n": language.locale.number(found.drivers_n), "explained": _share(paper, found.explained)}
    if not found.drivers:
        return language.gettext(
            "What goes with NPS cannot be told: for %(n)s customers, touchpoints and tickets explain %(explained)s of it, which is within what chance does.", **values
        )
    listed = language.text("; ").join(
        f"{language.term(d.term)} {language.number(Value(d.share, 'share', 0))}"
        + ("" if d.positive else " " + language.gettext("(the more, the lower)"))
        for d in found.drivers
    )
    return language.gettext("What goes with NPS (association, not cause; n = %(n)s, %(explained)s explained): %(listed)s.", listed=listed, **values)
