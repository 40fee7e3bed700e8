"""The alert rules measured: `make bench-alerts` writes var/bench/alerts.md, .json and .svg (about ten minutes).

    python -m bench.alerts [--years 100] [--drops 480] [--seed 2026] [--out FOLDER]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from bench.alerts_picture import picture
from cxpulse.core.simulation import measure as ms
from cxpulse.core.simulation.portfolio import Model
from cxpulse.jobs.simulate import simulate

LARGE = 500  # series of the portfolio that the promise is measured on as well
SHOWN = {("10 points", 5000): (1, 2), ("10 points", 1000): (2, 4), ("10 points", 200): (4, 8), ("15 points", 200): (4,),
         ("slide, 1 point a week", 1000): (8,), ("5 points", 1000): (2,),
         ("blip: 10 points, one week only", 1000): (1, 4)}  # fmt: skip


def main() -> None:
    """Measures, and writes the table, the figures and the picture."""
    options = _options()
    start = time.perf_counter()
    result = simulate(years=options.years, drops=options.drops, seed=options.seed, progress=_say)
    _say(f"false alerts: NPS, {LARGE} series")
    opens = ms.rule_opens("calibrated", result["promise"])
    years = max(2.0, options.years / 5)
    large = ms.false_alerts(opens, Model(), series=LARGE, years=years, seed=options.seed)
    result["false_alerts"].append({"condition": f"NPS, {LARGE} series", "calibrated": round(large, 2)})
    result["seconds"] = round(time.perf_counter() - start)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "alerts.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    (options.out / "alerts.md").write_text(markdown(result), "utf-8")
    (options.out / "alerts.svg").write_text(picture(result), "utf-8")
    print(markdown(result))
    _say(f"{options.out}/alerts.md, .json, .svg in {result['seconds']} s")


def markdown(result: dict[str, Any]) -> str:
    """Both tables: false alerts a year by condition, and drops found, with the part of the ceiling that ours reaches."""
    rules = result["rules"]
    false = [["False alerts a year", *rules.values()]]
    for row in result["false_alerts"]:
        false.append([row["condition"], *(f"{row[name]:.1f}" if name in row else "" for name in rules)])
    found = [["Drops found", "answers a week", "within", "ceiling", "of the ceiling", *rules.values()]]
    for row in result["found"]:
        if row["weeks"] in SHOWN[row["case"], row["n"]]:
            reached = f"{row['calibrated'] / row['ceiling']:.0%}"
            within = f"{row['weeks']} week{'s' if row['weeks'] > 1 else ''}"
            shares = (f"{row[name]:.2f}" for name in rules)
            name = f"{row['case']} ({row['metric'].upper()})"
            found.append([name, f"{row['n']:,}", within, f"{row['ceiling']:.2f}", reached, *shares])
    return f"{_table(false, 1)}\n\n{_table(found, 3)}\n"


def _table(rows: list[list[str]], words: int) -> str:
    rule = ["---"] * words + ["---:"] * (len(rows[0]) - words)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (rows[0], rule, *rows[1:]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=float, default=100, help="years without a drop, per condition")
    parser.add_argument("--drops", type=int, default=480, help="drops per case")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--out", type=Path, default=Path("var/bench"))
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
