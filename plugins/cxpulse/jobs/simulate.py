"""Our rules beside those that people use, and beside the ceiling, on portfolios whose truth is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import Any

from cxpulse.core.simulation import measure as ms
from cxpulse.core.simulation.ceiling import ceiling
from cxpulse.core.simulation.portfolio import Model, calm
from cxpulse.core.simulation.rivals import rivals

OURS = ("calibrated", "windows")
ANSWER_SPREAD = {"nps": 79.0, "csat": 38.4}
CONDITIONS = {
    "NPS": Model(),
    "CSAT": Model(metric="csat"),
    "NPS, doubled overdispersion": Model(overdispersion=2.0),
    "NPS, every series its own season": Model(own_season=1.5),
    "NPS, a third of the series with 4 answers": Model(tiny=0.33),
    "NPS, 15% of the answers come late and are 6 points better": Model(late=0.15),
    "NPS, the mix shifts twice a year": Model(mix=2.0),
    "NPS, a third of the series silent for six weeks a year": Model(silent=0.33),
}


def simulate(
    *, series: int = 60, years: float = 20, drops: int = 120, seed: int = 1, promise: float = 2.0, with_rivals: bool = True,
    progress: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """{"false_alerts": [{"condition", rule: a year, ...}], "found": [{"case", "metric", "n", "weeks", "ceiling", rule: share}]}.

    years: of each condition; drops: of each case; promise: false alerts a year that our rules are told to keep.
    """
    said = progress or (lambda text: None)
    rules = dict(_rules(promise, with_rivals))
    spread = partial(_false, rules, series, years, seed)
    false = []
    for name, model in CONDITIONS.items():
        said(f"false alerts: {name}")
        false.append({"condition": name, **spread(model)})
    found = []
    for case in ms.CASES:
        said(f"{case.name} ({case.metric}, n = {case.n:,})")
        found += list(_found(rules, case, series, drops, seed, promise))
    return {
        "series": series, "years": years, "drops": drops, "seed": seed, "promise": promise,
        "rules": {name: title for name, (title, _) in rules.items()}, "false_alerts": false, "found": found,
    }  # fmt: skip


Rules = dict[str, tuple[str, Callable[[int], ms.Opens]]]


def _rules(promise: float, with_rivals: bool) -> Iterator[tuple[str, tuple[str, Callable[[int], ms.Opens]]]]:
    for name in OURS:
        yield name, (name, partial(ms.rule_opens, name, promise))
    for name, module in rivals().items() if with_rivals else ():
        yield name, (module.TITLE, partial(_rival, module))


def _rival(module: ModuleType, _portfolios: int) -> ms.Opens:
    return ms.rival_opens(module.alarms)


def _alarms(module: ModuleType, _portfolios: int) -> ms.Opens:
    alarms: ms.Opens = module.alarms
    return alarms


def _false(rules: Rules, series: int, years: float, seed: int, model: Model) -> dict[str, float]:
    return {
        name: round(ms.false_alerts(opens(1), model, series=series, years=years, seed=seed), 2)
        for name, (_, opens) in rules.items()
    }


def _found(
    rules: Rules, case: ms.Case, series: int, drops: int, seed: int, promise: float
) -> Iterator[dict[str, Any]]:
    draw = partial(ms.found_within, case=case, series=series, drops=drops, seed=seed)
    known = rivals()
    shares = {
        name: draw(partial(_alarms, known[name]), rested=False) if name in known else draw(opens)
        for name, (_, opens) in rules.items()
    }
    spread = calm(case.metric).spread
    for weeks in ms.WITHIN:
        best = ceiling(case.by_week(weeks), case.n, spread, ANSWER_SPREAD[case.metric], promise, series)
        head = {"case": case.name, "metric": case.metric, "n": case.n, "weeks": weeks, "ceiling": round(best, 3)}
        yield {**head, **{name: round(found[weeks], 3) for name, found in shares.items()}}
