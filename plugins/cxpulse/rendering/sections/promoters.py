"""Promoters, passives and detractors of every week."""

from __future__ import annotations

from typing import Any

from cxpulse.rendering.charts.promoters import promoter_bars
from cxpulse.rendering.paper import Paper, msg

TITLE = msg("Promoters and detractors")
EMPTY = msg("No week has enough answers for shares of promoters and detractors.")


def view(paper: Paper) -> dict[str, Any] | None:
    """The bars and this week's number of answers."""
    weeks = paper.model.promoters
    if not any(w.promoters is not None for w in weeks):
        return None
    language = paper.language
    names = [language.text(n) for n in (msg("Promoters"), msg("Passives"), msg("Detractors"))]
    title = language.gettext("Promoters, passives and detractors, %% of answers")
    last = weeks[-1]
    alt = language.gettext("Chart: %(title)s.", title=title)
    if last.promoters is not None and last.passives is not None and last.detractors is not None:
        shares = (last.promoters, last.passives, last.detractors)
        listed = language.text("; ").join(
            f"{n} {language.locale.percent(s)}" for n, s in zip(names, shares, strict=True)
        )
        alt = f"{alt} {language.text('This week')}: {listed}"
    return {
        "title": title,
        "chart": promoter_bars(language, weeks, names, alt, h=paper.heights.get("promoters", 190)),
        "n": last.n,
    }
