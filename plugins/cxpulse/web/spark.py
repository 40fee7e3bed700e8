"""The shape of the last weeks as a small SVG; time runs with the reading direction."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT, PAD = 120.0, 32.0, 4.0


def spark(values: Sequence[float | None], *, rtl: bool) -> Markup:
    """Line with gaps where there was no figure, and a dot at the newest; '' when there is none at all."""
    known = [v for v in values if v is not None]
    if not known:
        return Markup("")
    low, span = min(known), (max(known) - min(known)) or 1.0
    step = (WIDTH - 2 * PAD) / max(len(values) - 1, 1)

    def at(i: int, value: float) -> str:
        x = PAD + i * step
        return f"{WIDTH - x if rtl else x:.1f},{HEIGHT - PAD - (value - low) / span * (HEIGHT - 2 * PAD):.1f}"

    lines, run = [], []
    for i, value in enumerate([*values, None]):
        if value is not None:
            run.append(at(i, value))
        elif run:
            lines.append(f'<polyline points="{" ".join(run)}"/>')
            run = []
    dot = ""
    if values[-1] is not None:
        x, y = at(len(values) - 1, values[-1]).split(",")
        dot = f'<circle cx="{x}" cy="{y}" r="3"/>'
    body = "".join(lines) + dot
    return Markup(f'<svg class="spark" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" aria-hidden="true">{body}</svg>')  # noqa: S704
