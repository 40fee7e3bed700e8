"""Comments: whole sentences in the customer's language, for the touchpoint and the side of the answer."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from cxpulse.samples import comments_en, comments_fa, comments_th
from cxpulse.samples import company as c
from cxpulse.samples.hostile import HOSTILE

GENERAL = len(c.TOUCHPOINTS)
COURIER = GENERAL + 1
RATE = 0.35
_HOSTILE_SHARE = 0.004
_MODULES = (comments_en, comments_fa, comments_th)


@cache
def _pool() -> tuple[npt.NDArray[np.object_], c.Ints, c.Ints]:
    """All comments in one array, with the offset and length of each [language, topic, side]; side 0 praises, 1 complains."""
    texts: list[str] = []
    offsets = np.zeros((len(_MODULES), COURIER + 1, 2), dtype=np.int64)
    lengths = np.zeros_like(offsets)
    for number, module in enumerate(_MODULES):
        for topic, name in enumerate((*c.TOUCHPOINTS, "general", "courier")):
            praise = module.PRAISE.get(name, module.PRAISE["delivery"])
            complaint = module.COMPLAINT.get(name, module.COURIER)
            for side, (firsts, seconds) in enumerate(
                ((praise, module.AFTER_PRAISE), (complaint, module.AFTER_COMPLAINT))
            ):
                group = [*firsts, *firsts, *(f"{a} {b}" for a in firsts for b in seconds)]
                offsets[number, topic, side], lengths[number, topic, side] = len(texts), len(group)
                texts += group
    return np.array(texts, dtype=object), offsets, lengths


def comments(rng: np.random.Generator, language: c.Ints, topic: c.Ints, side: c.Floats) -> list[str]:
    """One comment or '' for each answer.

    language, topic: indexes into LANGUAGES, and TOUCHPOINTS (or GENERAL, COURIER); side: probability that it complains.
    About 35% have a comment, more among those who complain.
    """
    texts, offsets, lengths = _pool()
    u = rng.random((4, len(language)))
    complains = (u[0] < side).astype(np.int64)
    chosen = offsets[language, topic, complains] + (u[1] * lengths[language, topic, complains]).astype(
        np.int64
    )
    out = texts[chosen]
    out[u[2] >= RATE * (0.85 + 0.3 * side)] = ""
    hostile = np.flatnonzero((u[3] < _HOSTILE_SHARE) & (out != ""))
    for i in hostile:
        out[i] = HOSTILE[int(u[1, i] * len(HOSTILE))]
    result: list[str] = out.tolist()
    return result
