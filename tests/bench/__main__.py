"""All benchmarks, one after the other: `make bench`, or `PYTHONPATH=tests python -m bench [--large]`.

Each prints a table of processor seconds, peak memory and ratios; nothing here is a test.
"""

from __future__ import annotations

from bench import ingest, measure, report, weekly_cost

for part in (ingest, measure, weekly_cost, report):
    part.main()
