"""The measured rules in one picture: false alerts a year against drops found in time."""

from __future__ import annotations

import math
from html import escape
from typing import Any

WIDTH, HEIGHT = 860, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 30, 70, 60
LOWEST, HIGHEST = 0.5, 500.0  # false alerts a year
CASE, N, WEEKS = "10 points", 1000, 2
NAMES = {"calibrated": "CX Pulse", "windows": "plain windows"}


def picture(result: dict[str, Any]) -> str:
    """SVG text. Left is calm, top is quick; the promise and the ceiling are lines."""
    false = next(row for row in result["false_alerts"] if row["condition"] == "NPS")
    found = next(r for r in result["found"] if (r["case"], r["n"], r["weeks"]) == (CASE, N, WEEKS))
    parts = [*_frame(result), *_promise(result["promise"]), *_ceiling(found["ceiling"])]
    taken: list[tuple[float, float]] = []
    for name, title in sorted(result["rules"].items(), key=lambda pair: -found[pair[0]]):
        at = (_x(false[name]), _y(found[name]))
        parts += _dot(at, NAMES.get(name, title), name == "calibrated", taken)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="Inter, Helvetica, Arial, sans-serif">'
    return "\n".join([head, f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>', *parts, "</svg>"]) + "\n"


def _x(rate: float) -> float:
    share = math.log(min(max(rate, LOWEST), HIGHEST) / LOWEST) / math.log(HIGHEST / LOWEST)
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _text(x: float, y: float, text: str, size: int = 13, fill: str = "#374151", anchor: str = "start", weight: int = 400) -> str:
    style = f'font-size="{size}" fill="{fill}" text-anchor="{anchor}" font-weight="{weight}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str = "#e5e7eb", dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{dashes}/>'


def _frame(result: dict[str, Any]) -> list[str]:
    series = result["series"]
    out = [
        _text(LEFT, 28, f"A fall of {CASE.split()[0]} NPS points at {N:,} answers a week: found within {WEEKS} weeks", 17, "#111827", weight=600),
        _text(LEFT, 48, f"against false alerts a year over {series} series; each dot is a rule, measured by simulation"),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16, "false alerts a year (logarithmic)", anchor="middle"),
    ]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        out += [_line(LEFT, _y(share), WIDTH - RIGHT, _y(share)), _text(LEFT - 10, _y(share) + 4, f"{share:.0%}", anchor="end")]
    for rate in (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500):
        out.append(_text(_x(rate), HEIGHT - BOTTOM + 20, f"{rate:g}", anchor="middle"))
    return out


def _promise(promise: float) -> list[str]:
    x = _x(promise)
    return [_line(x, TOP, x, HEIGHT - BOTTOM, "#b45309", "4 4"), _text(x + 6, HEIGHT - BOTTOM - 8, f"the promise: {promise:g} a year", 12, "#b45309")]


def _ceiling(share: float) -> list[str]:
    y = _y(share)
    label = "ceiling of any rule"
    return [_line(LEFT, y, _x(2), y, "#6b7280", "4 4"), _text(LEFT + 4, y - 6, label, 12, "#6b7280")]


def _dot(at: tuple[float, float], title: str, ours: bool, taken: list[tuple[float, float]]) -> list[str]:
    x, y = at
    label = y + 4
    while any(abs(label - other) < 15 and abs(x - place) < 170 for place, other in taken):
        label += 15
    taken.append((x, label))
    colour = "#0f766e" if ours else "#9ca3af"
    right = x > WIDTH - 190 or x < _x(2)  # beside the edge, or the line of the promise
    text = _text(x - 12 if right else x + 12, label, title, 13, "#0f766e" if ours else "#4b5563", "end" if right else "start", 700 if ours else 400)
    return [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{7 if ours else 5}" fill="{colour}"/>', text]
