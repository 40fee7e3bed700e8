"""The palette, safe for colour-blind readers: blue is better, orange is worse, always beside a sign or a shape."""

from __future__ import annotations

from cxpulse.core.contrast import contrast as contrast

INK, SOFT, MUTE, GRID, PALE = "#1b2a41", "#4a5a70", "#5d6b7f", "#dfe5ec", "#f1f4f7"
BLUE, ORANGE, GREY, TEAL, NAVY = "#0a6ebd", "#bf4a17", "#c5cdd8", "#0b7285", "#14304f"
_BETTER_END, _WORSE_END, _MIDDLE = "#4f9ad8", "#e07b43", "#f7f8fa"
_DARK = "#04060a"


def mix(a: str, b: str, share: float) -> str:
    """The colour at `share` of the way from a to b. mix("#000000", "#ffffff", 0.5) is "#808080"."""
    parts = ((int(a[i : i + 2], 16), int(b[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in parts)


def ink_on(background: str) -> str:
    """White or near-black, whichever reads better."""
    return "#ffffff" if contrast("#ffffff", background) > contrast(_DARK, background) else _DARK


def diverging(value: float, middle: float, span: float, higher_is_better: bool = True) -> tuple[str, str]:
    """Background and ink for a value: pale at the middle, blue towards better, orange towards worse."""
    at = max(-1.0, min(1.0, (value - middle) / (span or 1.0)))
    if not higher_is_better:
        at = -at
    background = mix(_MIDDLE, _BETTER_END if at >= 0 else _WORSE_END, abs(at))
    return background, ink_on(background)
