"""All benchmarks, one after the other: python -m bench [--large]."""

from __future__ import annotations

from bench import ingest, measure, weekly_cost

for part in (ingest, measure, weekly_cost):
    part.main()
