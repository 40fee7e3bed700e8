"""The picture card for Slack and mail: headline, four key figures and the headline metric's trend, as PNG."""

from __future__ import annotations

import io
from typing import Any

from cxpulse.catalog.brand import Brand
from cxpulse.catalog.language import Language
from cxpulse.core.report_model import ReportModel
from cxpulse.rendering.charts.level import Level
from cxpulse.rendering.fonts import line_count
from cxpulse.rendering.page import common, render, style
from cxpulse.rendering.paper import Paper
from cxpulse.rendering.pdf import load, no_collecting, no_warnings
from cxpulse.rendering.sections import tiles, trend

WIDTH, HEIGHT = 760, 560  # CSS pixels, as in card.css.j2


def render_card(
    model: ReportModel, language: Language, *, scale: float = 1.5, brand: Brand | None = None, level: Level | None = None
) -> bytes:
    """A PNG of 760 x 560 CSS pixels times `scale`; the same model gives the same bytes. level: what an alert says of the trend."""
    import pypdfium2

    brand = brand or Brand()
    with no_warnings(), no_collecting():
        pdf: bytes = load(card_html(Paper(model, language, brand=brand), level), brand).write_pdf()
    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[0].render(scale=scale * 96 / 72).to_pil()
    finally:
        document.close()
    buffer = io.BytesIO()
    image.convert("P", palette=1, colors=192).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def card_html(paper: Paper, level: Level | None = None) -> str:
    """The card as HTML."""
    found = tiles.view(paper)
    values: dict[str, Any] = {
        **common(paper),
        "css": style(paper, ("fonts", "variables", "elements", "card")),
        "tiles": [t for row in (found["rows"] if found else []) for t in row][:4],
        "trend": trend.picture(paper, paper.model.trends[0], 688, 252, 13, level) if paper.model.trends else None,
        "headline_size": _headline_size(paper),
        "empty": paper.language.text(trend.EMPTY),
    }
    return render("report/card.html.j2", values)


def _headline_size(paper: Paper) -> float:
    """The largest letters, from 28 pixels down to 15, in which the headline takes at most two lines."""
    headline = paper.language.say(paper.model.headline)
    start = 28.0 if paper.language.code == "en" else 25.0
    sizes = [start - k for k in range(int(start) - 14)]
    return next((s for s in sizes if line_count(headline, WIDTH - 72, s, 700) <= 2), sizes[-1])
