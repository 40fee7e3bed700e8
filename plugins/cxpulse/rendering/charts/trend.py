"""Trend: a metric over the weeks with its 95% band, target and events; a week without a figure is a gap that says why."""

from __future__ import annotations

from markupsafe import Markup

from cxpulse.catalog.language import Language
from cxpulse.core.durations import unit_of
from cxpulse.core.measurement import State
from cxpulse.core.report_model import Trend, TrendPoint, Value
from cxpulse.rendering.charts.canvas import Canvas
from cxpulse.rendering.charts.colours import BLUE, GREY, GRID, INK, MUTE, ORANGE, PALE
from cxpulse.rendering.charts.labels import apart, every
from cxpulse.rendering.charts.level import Level, level_blocks, tops
from cxpulse.rendering.charts.scale import Axis, axis
from cxpulse.rendering.charts.spark import runs
from cxpulse.rendering.fonts import text_width, widest_word


class _Plot:
    """The frame of one trend: where weeks and values are."""

    def __init__(self, language: Language, trend: Trend, alt: str, w: float, h: float, size: float, level: Level | None) -> None:
        self.language, self.trend, self.size, self.level = language, trend, size, level
        self.points: tuple[TrendPoint, ...] = trend.points
        self.canvas = Canvas(language.locale, w, h, alt)
        self.top, self.bottom = 12.0, h - size * 2.4
        self.axis, self.unit = self._axis()
        self.ticks = [language.number(Value(t, trend.unit, self._places()), unit=self.unit) for t in self.axis.ticks()]
        self.left = max(text_width(t, size, 400) for t in self.ticks) + 9
        last = self.points[-1].value if self.points else None
        self.last_label = "" if last is None else language.number(Value(last, trend.unit, trend.decimals), unit=self.unit)
        self.target_label = ""
        if trend.target is not None:
            self.target_label = language.gettext(
                "target %(t)s", t=language.number(Value(trend.target, trend.unit, self._places(trend.target)), unit=self.unit)
            )
        self.blocks = level_blocks(language, trend, level, size, self.unit) if level else []
        big, small = text_width(self.last_label, size * 1.5, 700), text_width(self.target_label, size, 600)
        self.right = max(big if level is None else 0.0, small, 12.0, *(line.width for block in self.blocks for line in block.lines)) + 12
        self.gap = (w - self.left - self.right) / max(len(self.points) - 1, 1)

    def _axis(self) -> tuple[Axis, float]:
        """The axis, in minutes for durations, and the unit that these are told in, which its ticks are round in."""
        seen = [v for p in self.points for v in (p.value, p.low, p.high) if v is not None]
        if self.trend.target is not None:
            seen.append(self.trend.target)
        if self.level is not None:
            seen += [self.level.usual, self.level.now]
        ends = {"share": (0.0, 1.0), "points": (-100.0, 100.0)}.get(
            self.trend.unit, (0.0 if seen and min(seen) >= 0 else None, None)
        )
        unit = unit_of(*seen) if self.trend.unit == "minutes" else 1.0
        made = axis([v / unit for v in seen], self.top, self.bottom, floor=ends[0], ceiling=ends[1])
        return Axis(made.low * unit, made.high * unit, made.step * unit, made.top, made.bottom), unit

    def _places(self, value: float | None = None) -> int:
        step = self.axis.step * (100 if self.trend.unit == "share" else 1)
        if value is not None:
            shown = value * (100 if self.trend.unit == "share" else 1)
            return 0 if abs(shown - round(shown)) < 1e-6 else self.trend.decimals
        return next((d for d in range(3) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 2)

    def x(self, i: int) -> float:
        return self.left + i * self.gap

    def y(self, value: float) -> float:
        return self.axis.y(value)


def trend_chart(
    language: Language, trend: Trend, alt: str, *, w: float = 688, h: float = 236, size: float = 11.5, level: Level | None = None
) -> Markup:
    """A trend of w by h pixels; `size` is the letter size of its labels; level: of an alert, drawn over the weeks it speaks of."""
    p = _Plot(language, trend, alt, w, h, size, level)
    _grid(p)
    _gaps(p)
    _band_and_line(p)
    _events(p)
    if p.level is None or not p.points:
        _ends(p)
    else:
        _level(p, p.level)
    return p.canvas.html()


def _grid(p: _Plot) -> None:
    c, end = p.canvas, p.canvas.w - p.right
    for tick, label in zip(p.axis.ticks(), p.ticks, strict=True):
        c.line((p.left, p.y(tick)), (end, p.y(tick)))
        c.text(0, p.y(tick), p.left - 7, label, align="end", size=p.size)
    c.line((p.left, p.bottom), (end, p.bottom), MUTE, 0.9)
    dates = [p.language.locale.day_month(point.week, short=True) for point in p.points]
    for i in every(dates, p.gap, p.size):
        c.line((p.x(i), p.bottom), (p.x(i), p.bottom + 3), MUTE, 0.9)
        wide = text_width(dates[i], p.size, 400) + 6
        start = min(max(p.x(i) - wide / 2, 0.0), c.w - wide)
        c.text(start, p.bottom + p.size * 1.25, wide, dates[i], align="center", size=p.size)


def _gaps(p: _Plot) -> None:
    """Weeks without a figure: a grey field with the word for it."""
    missing = [None if point.value is not None else 1.0 for point in p.points]
    for run in runs(missing):
        a, b = max(p.x(run[0]) - p.gap / 2, p.left), min(p.x(run[-1]) + p.gap / 2, p.canvas.w - p.right)
        p.canvas.rect(a, p.top, b - a, p.bottom - p.top, PALE)
        word = p.language.state(p.points[run[0]].state if p.points[run[0]].state != State.OK else State.NONE)
        if text_width(word, p.size, 400) < b - a - 4:
            p.canvas.text(a, _clear_of_target(p, p.size), b - a, word, align="center", size=p.size)
        elif widest_word(word, p.size, 400) < b - a - 2:
            y = _clear_of_target(p, p.size * 2.2) - p.size * 2.2 + 4
            p.canvas.text(a, y, b - a, word, align="center", size=p.size, lines=3)


def _clear_of_target(p: _Plot, half: float) -> float:
    """The middle of a label that reaches `half` pixels up and down: near the top, or under the target line if that is there."""
    if p.trend.target is None:
        return p.top + half
    line = p.y(p.trend.target)
    return p.top + half if line > p.top + 2 * half + 2 or line < p.top else line + half + 4


def _band_and_line(p: _Plot) -> None:
    c = p.canvas
    bounded = [v.low if v.low is not None and v.high is not None else None for v in p.points]
    for run in runs(bounded):
        lows = [(p.x(i), p.y(p.points[i].low or 0.0)) for i in run]
        highs = [(p.x(i), p.y(p.points[i].high or 0.0)) for i in run]
        if len(run) == 1:
            c.line(lows[0], highs[0], BLUE, 1.4)
        else:
            c.area([*highs, *reversed(lows)], BLUE, 0.16)
    if p.trend.target is not None:
        c.line((p.left, p.y(p.trend.target)), (c.w - p.right, p.y(p.trend.target)), ORANGE, 1.3, "5 3")
    for run in runs([point.value for point in p.points]):
        line = [(p.x(i), p.y(p.points[i].value or 0.0)) for i in run]
        if len(line) > 1:
            c.path(line, BLUE, 2.3)
        for i, at in zip(run, line, strict=True):
            few = p.points[i].state == State.GREY
            c.dot(
                *at,
                4.4 if i == len(p.points) - 1 else 2.8,
                "#ffffff" if few else BLUE,
                GREY if few else "#ffffff",
                1.6,
            )


def _events(p: _Plot) -> None:
    """Marked weeks: a dotted line with a label near the floor, on up to two rows, always inside the plot."""
    weeks = [point.week for point in p.points]
    ends = [-1.0, -1.0]
    for week, label in sorted(p.trend.events):
        if week not in weeks:
            continue
        x = p.x(weeks.index(week))
        shown = p.language.loose(label)
        wide = min(text_width(shown, p.size) + 10, p.canvas.w / 3)
        start = min(max(x - wide / 2, p.left), p.canvas.w - p.right - wide)
        row = next((r for r in (0, 1) if start > ends[r]), None)
        p.canvas.line((x, p.top), (x, p.bottom), MUTE, 0.9, "1 2")
        if row is None:
            continue
        ends[row] = start + wide + 4
        p.canvas.text(
            start,
            p.bottom - p.size * (1.0 + 1.6 * row),
            wide,
            shown,
            align="center",
            size=p.size,
            colour=INK,
            weight=600,
            plate=True,
        )


def _level(p: _Plot, level: Level) -> None:
    """The usual level up to the weeks of the alert, the alert's figure across them, and both named beside the last point."""
    c, end, first = p.canvas, p.canvas.w - p.right, max(len(p.points) - level.weeks, 0)
    turn = max(p.x(first) - p.gap / 2, p.left)
    c.line((p.left, p.y(level.usual)), (turn, p.y(level.usual)), MUTE, 1.3, "5 3")
    c.line((turn, p.y(level.now)), (end, p.y(level.now)), ORANGE, 3.2)
    for block, top in zip(p.blocks, tops(p.blocks, p.y, p.top - 6, p.bottom), strict=True):
        for line, high in zip(block.lines, block.heights, strict=True):
            c.text(end + 8, top + high / 2, p.right - 8, line.text, size=line.size, colour=line.colour, weight=line.weight)
            top += high


def _ends(p: _Plot) -> None:
    """This week's value and the target beside the last point, kept apart."""
    c, x, w = p.canvas, p.canvas.w - p.right + 8, p.right - 8
    last = p.points[-1].value if p.points else None
    y_last = p.y(last) if last is not None else None
    if y_last is not None:
        c.text(x, y_last, w, p.last_label, size=p.size * 1.5, colour=BLUE, weight=700)
    if p.trend.target is not None:
        y = p.y(p.trend.target)
        y = apart(y_last, y, p.size * 1.55) if y_last is not None else y
        c.text(x, y, w, p.target_label, size=p.size, colour=ORANGE, weight=600)
    if not p.points:
        c.line((p.left, p.bottom), (c.w, p.bottom), GRID)
