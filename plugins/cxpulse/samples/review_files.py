"""Public reviews, as a monitoring tool exports them: stars and words of nobody we know. Indirect feedback."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np

from cxpulse.samples import company as c
from cxpulse.samples import headers, phrases, texts
from cxpulse.samples.answers import times_in
from cxpulse.samples.exports import Bad, Export, Format, Row
from cxpulse.samples.plan import Plan

_STARS = np.array([0.24, 0.10, 0.12, 0.20, 0.34]).cumsum()
_ABOUT = np.array([0.02, 0.18, 0.14, 0.30, 0.08, 0.10, 0.10, 0.07, 0.01]).cumsum()
FORMAT = Format(
    "reviews/reviews", (headers.REVIEWS,), "ID",
    bad=(Bad("out_of_range", "Stars", {"Stars": "6"}), Bad("missing_id", "ID", {"ID": ""})),
)  # fmt: skip


def write_reviews(folder: Path, plan: Plan) -> Iterator[tuple[list[Export], dict[str, Any]]]:
    """Write the review exports, week by week; yields the exports and the true counts of each week."""
    exports = [Export(folder / f"{FORMAT.stem}_{w.day}.csv", FORMAT) for w in plan.windows]
    for week in range(len(plan.weeks)):
        rows, truth = _rows(plan, week)
        window = plan.window_of(week)
        exports[window].write(rows, new=len(rows))
        if week == plan.windows[window].last:
            exports[window].write_bad(rows, [f"R{plan.weeks[week]:%y%m%d}9{i:05d}" for i in range(exports[window].bad_rows())])
            if window + 1 < len(exports):
                exports[window + 1].write(rows, unchanged=len(rows))
        yield exports, {"week": plan.weeks[week].isoformat(), "survey": "public_reviews", **truth}
    for export in exports:
        export.close()


def _rows(plan: Plan, week: int) -> tuple[list[Row], dict[str, int]]:
    rng = c.random(plan.seed, "reviews", plan.age(week))
    n = plan.volume("reviews", week, rng)
    stars = 1 + c.pick(_STARS, rng.random(n))
    about = c.pick(_ABOUT, rng.random(n))
    region = rng.choice(len(c.REGIONS), n, p=plan.region_share(week))
    language = c.pick(c.LANGUAGE_SHARE.cumsum(axis=1)[region], rng.random(n))
    said = phrases.comments(rng, language, about, np.where(stars >= 4, 0.05, 0.9))
    at = times_in(plan, week, n, rng)
    rows: list[Row] = list(zip(
        [f"R{plan.weeks[week]:%y%m%d}{i:06d}" for i in range(n)], [f"{t}Z" for t in texts.iso(at, "T")],
        repeat("review site", n), texts.numbers(stars.tolist()), said, texts.words(c.TOUCHPOINTS, about),
        texts.words(c.REGIONS, region), texts.words(c.LANGUAGES, language), strict=True,
    ))  # fmt: skip
    told = {"rows": n, "n": n, "sum": int(stars.sum()), "satisfied": int((stars >= 4).sum()), "comments": sum(1 for s in said if s.strip())}
    return rows, told
