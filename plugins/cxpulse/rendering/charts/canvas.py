"""The canvas: geometry as SVG, text as HTML boxes over it, mirrored for right-to-left languages.

Text never goes into the SVG, because WeasyPrint neither shapes nor orders it there. All coordinates are logical: x runs
from the start of the line to its end, and the canvas turns it round. Lengths are CSS pixels.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from cxpulse.core.locale import Locale
from cxpulse.rendering.charts.colours import GRID, MUTE
from cxpulse.rendering.fonts import shorten, widest_word

Point = tuple[float, float]
LINE = 1.45


class Canvas:
    """One picture of w by h pixels; `alt` is its alternative text."""

    def __init__(self, locale: Locale, w: float, h: float, alt: str) -> None:
        self.locale, self.w, self.h, self.alt = locale, w, h, alt
        self._shapes: list[str] = []
        self._labels: list[str] = []

    def x(self, x: float) -> float:
        """A logical x on the page."""
        return round(self.w - x if self.locale.rtl else x, 2)

    def rect(
        self, x: float, y: float, w: float, h: float, fill: str, *, radius: float = 0, stroke: str = ""
    ) -> None:
        """A filled rectangle, optionally with an outline."""
        left = self.w - x - w if self.locale.rtl else x
        outline = f' stroke="{stroke}" stroke-width="1.2"' if stroke else ""
        self._shapes.append(
            f'<rect x="{left:.2f}" y="{y:.2f}" width="{max(w, 0):.2f}" height="{max(h, 0):.2f}"'
            f' rx="{radius}" fill="{fill}"{outline}/>'
        )

    def line(self, start: Point, end: Point, colour: str = GRID, width: float = 1, dash: str = "") -> None:
        """A straight line."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._shapes.append(
            f'<line x1="{self.x(start[0])}" y1="{start[1]:.2f}" x2="{self.x(end[0])}" y2="{end[1]:.2f}"'
            f' stroke="{colour}" stroke-width="{width}"{dashes}/>'
        )

    def path(self, points: Sequence[Point], colour: str, width: float = 2, dash: str = "") -> None:
        """An open line through the points."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        d = "M" + "L".join(f"{self.x(x)} {y:.2f}" for x, y in points)
        self._shapes.append(
            f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width}"'
            f' stroke-linejoin="round" stroke-linecap="{"butt" if dash else "round"}"{dashes}/>'
        )

    def area(self, points: Sequence[Point], fill: str, opacity: float = 1) -> None:
        """A filled polygon."""
        d = "M" + "L".join(f"{self.x(x)} {y:.2f}" for x, y in points) + "Z"
        self._shapes.append(f'<path d="{d}" fill="{fill}" fill-opacity="{opacity}"/>')

    def dot(
        self, x: float, y: float, r: float, fill: str, stroke: str = "#ffffff", width: float = 1.2
    ) -> None:
        """A circle."""
        self._shapes.append(
            f'<circle cx="{self.x(x)}" cy="{y:.2f}" r="{r}" fill="{fill}" stroke="{stroke}" stroke-width="{width}"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        w: float,
        text: str,
        *,
        align: str = "start",
        size: float = 11,
        colour: str = MUTE,
        weight: int = 400,
        lines: int = 1,
        plate: bool = False,
    ) -> None:
        """A label in the box [x, x+w]. One line: centred on y, cut with an ellipsis if it does not fit. More lines:
        from y downwards, wrapped, in smaller letters when a word is too wide. plate: on white."""
        if lines > 1:
            size = max(min(size, size * (w - 2) / max(widest_word(text, size, weight), 1)), 8.0)
        shown = shorten(text, w * lines * (0.8 if lines > 1 else 1), size, weight)
        left = self.w - x - w if self.locale.rtl else x
        left, w = max(left, 0.0), min(w, self.w)
        sides = {"start": ("left", "right"), "end": ("right", "left"), "center": ("center", "center")}
        height = size * LINE
        top = y if lines > 1 else y - height / 2
        inner: str = escape(shown)
        if plate:
            inner = Markup('<span class="plate">{}</span>').format(shown)
        self._labels.append(
            f'<div class="lb{" wr" if lines > 1 else ""}" dir="{self.locale.direction}" style="left:{left:.1f}px;'
            f"top:{top:.1f}px;width:{w:.1f}px;text-align:{sides[align][self.locale.rtl]};font-size:{size:.1f}px;"
            f'line-height:{height:.1f}px;color:{colour};font-weight:{weight}">{inner}</div>'
        )

    def html(self, kind: str = "") -> Markup:
        """The picture as HTML; its alternative text is the SVG's title."""
        shapes, labels = "".join(self._shapes), "".join(self._labels)
        size = f'width="{self.w:g}" height="{self.h:g}" viewBox="0 0 {self.w:g} {self.h:g}"'
        picture = (
            f'<div class="cv {kind}" style="width:{self.w:g}px;height:{self.h:g}px">'
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>'
            f"<title>{escape(self.alt)}</title>{shapes}</svg>{labels}</div>"
        )
        return Markup(picture)  # noqa: S704 - every text in it is escaped
