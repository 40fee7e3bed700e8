"""On which scale a score is: what its column's name and values settle, and the readings that are left."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cxpulse.core.digits import latin
from cxpulse.sources.profile import MOST, Facts

_RANGE = re.compile(r"(?<!\d)(-?\d{1,2})\s*(?:-|–|to|تا|ถึง|/)\s*(\d{1,2})(?!\d)")
_WORDS = {
    "nps": r"\bnps\b|net promoter",
    "csat": r"\bcsat\b|satisf|رضایت|พึงพอใจ",
    "ces": r"\bces\b|effort|\beas[ey]|آسان|ง่าย",
}
USUAL = (
    ("nps", 0, 10),
    ("csat", 0, 1),
    ("csat", 1, 3),
    ("csat", 1, 5),
    ("ces", 1, 5),
    ("csat", 1, 7),
    ("ces", 1, 7),
    ("csat", 0, 10),
    ("csat", 1, 10),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """kind: nps, csat or ces; low and high: its ends."""

    kind: str
    low: int
    high: int

    @property
    def satisfied_from(self) -> int | None:
        """The usual top box: 1 of 0-1, the upper two of five, the upper three of seven, 9 and 10 of ten. NPS has none."""
        if self.kind == "nps":
            return None
        return {1: self.high, 3: self.high, 5: self.high - 1, 7: self.high - 2}.get(self.high, self.high - 1)

    def __str__(self) -> str:
        return self.kind if self.kind == "nps" else f"{self.kind}:{self.low}-{self.high}"


def parse_scale(text: str) -> Scale | None:
    """'nps', 'csat:1-5' or 'ces:1-7'; None for anything else."""
    if text == "nps":
        return Scale("nps", 0, 10)
    match = re.fullmatch(r"(csat|ces):(-?\d{1,2})-(\d{1,2})", text)
    return Scale(match[1], int(match[2]), int(match[3])) if match and int(match[2]) < int(match[3]) else None


def readings(score: Facts) -> list[Scale]:
    """Every usual scale that the values fit best and the name does not rule out.

    A name that says both the kind (NPS, CSAT, CES) and the ends (1-5) leaves one; a question about recommending is NPS only
    if it says so: 0 to 10 alone does not tell. Where no scale holds every value (a single 11), those that hold most are
    left, if they hold at least four of five.
    """
    numbers = score.mostly_numbers
    name = latin(score.name).lower().replace("_", " ")
    kinds = [kind for kind, pattern in _WORDS.items() if re.search(pattern, name)]
    ends = _RANGE.search(name)
    if ends and int(ends[1]) < int(ends[2]):
        fitting = [
            Scale(k, int(ends[1]), int(ends[2]))
            for k in (kinds or ("nps", "csat", "ces"))
            if k != "nps" or (int(ends[1]), int(ends[2])) == (0, 10)
        ]
    else:
        fitting = [Scale(*s) for s in USUAL if not kinds or s[0] in kinds]
    held = {s: sum(s.low <= n <= s.high for n in numbers) for s in fitting}
    most = max(held.values(), default=0)
    return [s for s in fitting if held[s] == most and most >= MOST * len(numbers)]
