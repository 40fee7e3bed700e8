"""Stacked bars: promoters, passives and detractors of each week, in percent of the answers."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from cxpulse.catalog.language import Language
from cxpulse.core.report_model import PromoterWeek
from cxpulse.rendering.charts.canvas import Canvas
from cxpulse.rendering.charts.colours import BLUE, GREY, INK, MUTE, ORANGE, PALE
from cxpulse.rendering.charts.labels import every
from cxpulse.rendering.fonts import text_width

_COLOURS = (BLUE, GREY, ORANGE)
_NAME_COLOURS = (BLUE, MUTE, ORANGE)


def promoter_bars(
    language: Language,
    weeks: Sequence[PromoterWeek],
    names: Sequence[str],
    alt: str,
    *,
    w: float = 688,
    h: float = 190,
) -> Markup:
    """One bar a week; a week with too few answers is an empty frame, never a zero."""
    locale = language.locale
    c = Canvas(locale, w, h, alt)
    right = max(text_width(n, 12) for n in names) + 16
    top, bottom = 4.0, 26.0
    slot, tall = (w - right) / max(len(weeks), 1), h - top - bottom
    dates = [locale.day_month(week.week, short=True) for week in weeks]
    shown = every(dates, slot, 11)
    for i, week in enumerate(weeks):
        last = i == len(weeks) - 1
        shares = (week.promoters, week.passives, week.detractors)
        y, x = top, i * slot + min(4, slot * 0.08)
        if None in shares:
            c.rect(x, top, slot - 8, tall, PALE, radius=2)
        else:
            for k, share in enumerate(shares):
                tall_k = tall * (share or 0)
                c.rect(x, y, slot - 8, tall_k - 1, _COLOURS[k], radius=1.5)
                label = locale.number(100 * (share or 0))
                if tall_k > 14 and slot - 8 > text_width(label, 11.5):
                    ink = INK if k == 1 else "#ffffff"
                    c.text(
                        x,
                        y + tall_k / 2,
                        slot - 8,
                        label,
                        align="center",
                        size=11.5,
                        colour=ink,
                        weight=700 if last else 400,
                    )
                y += tall_k
        if i in shown:
            wide = text_width(dates[i], 11, 400) + 4
            middle = x + (slot - 8) / 2
            c.text(max(middle - wide / 2, 0), h - bottom + 13, wide, dates[i], align="center", size=11)
    _names(c, weeks[-1] if weeks else None, names, w - right + 4, right - 4, top, tall)
    return c.html()


def _names(
    c: Canvas, week: PromoterWeek | None, names: Sequence[str], x: float, w: float, top: float, tall: float
) -> None:
    """The names beside the last bar, kept at least a line apart."""
    shares = (week.promoters, week.passives, week.detractors) if week else (None,) * 3
    known = [s if s is not None else 1 / 3 for s in shares]
    middles = [top + tall * (sum(known[:k]) + known[k] / 2) for k in range(3)]
    middles[2] = min(max(middles[2], middles[1] + 17), top + tall - 6)
    middles[1] = min(max(middles[1], middles[0] + 17), middles[2] - 17)
    middles[0] = min(middles[0], middles[1] - 17)
    for k, name in enumerate(names):
        c.text(x, middles[k], w, name, size=12, colour=_NAME_COLOURS[k], weight=600)
