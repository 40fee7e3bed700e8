"""What the page shows, written in the reader's language: data in, HTML out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from cxpulse.catalog.language import Language, in_order
from cxpulse.core.durations import unit_of
from cxpulse.core.measurement import Measurement, State
from cxpulse.core.phrases import Value
from cxpulse.web.frame import NAMES, day, frame, moment, render
from cxpulse.web.spark import spark
from cxpulse.web.words import page_language


def page_html(data: Mapping[str, Any], code: str) -> str:
    """The page as HTML. data: what `cxpulse.jobs.page.overview` gives; code: language of the reader."""
    model = data["model"] or {}
    language = page_language(code, model.get("terms", {}))
    here = {"report": data["report"], "week": data["week"]}
    return render(
        "page.html.j2",
        **frame(language, data["company"], "./", here),
        week_text=language.week_range(day(data["week"])) if data["week"] else "",
        weeks=[(w, language.week_range(day(w)), w == data["week"]) for w in data["weeks"]],
        reports=[(r, r == data["report"]) for r in data["reports"]],
        tiles=[tile(language, t) for t in model.get("tiles", [])],
        alerts=[alert(language, a) for a in data["alerts"]],
        archive=[archived(language, a) for a in data["archive"]],
        deliveries=[delivery(language, d, data["zone"]) for d in data["deliveries"]],
        ingests=[ingest(language, i, data["zone"]) for i in data["ingests"]],
    )


def tile(language: Language, data: Mapping[str, Any]) -> dict[str, Any]:
    """One key figure: value, interval, n, change, and the shape of the last weeks."""
    now = Measurement.from_json({**data["now"], "segment": dict(data["now"]["segment"])})
    places, unit = data["decimals"], unit_of(now.value, now.low, now.high)
    change = ""
    if data["change"] is not None:
        change = language.number(Value(data["change"], now.unit, places, signed=True, delta=True), short=True, unit=unit)
    return {
        "title": language.loose(data["title"]),
        "value": language.measure(now, places, duration=unit),
        "missing": now.value is None,
        "grey": now.state.value == "grey",
        "interval": language.interval(now.low, now.high, now.unit, places, duration=unit),
        "n": "" if now.state is State.NOT_SUPPLIED else language.locale.number(now.n),
        "change": change,
        "changed": data["changed"],
        "changed_text": language.text(CHANGED[data["changed"]]),
        "spark": spark(data["history"], rtl=language.locale.rtl),
    }


CHANGED = {
    "better": "better",
    "worse": "worse",
    "no_clear_change": "no clear change",
    "unknown": "nothing to compare with",
}
STATES = {
    "open": "opened this week",
    "ongoing": "still open",
    "recovered": "recovered",
    "muted": "muted",
    "no_data": "stopped coming in",
    "not_enough_answers": "not enough answers",
    "not_enough_history": "not enough history",
}
OUTCOMES = {
    "delivered": "delivered",
    "failed": "failed",
    "unknown": "outcome unknown",
    "claimed": "in progress",
    "sending": "in progress",
}


def alert(language: Language, data: Mapping[str, Any]) -> dict[str, Any]:
    """One watched series and its state."""
    places, unit = data["decimals"], unit_of(data["now"], data["usual"])

    def figure(number: float | None) -> str:
        return "" if number is None else language.number(Value(number, data["unit"], places), unit=unit)

    return {
        "metric": language.label("metric", data["metric"]),
        "segment": " · ".join(language.label(dim, value) for dim, value in in_order(data["segment"])),
        "state": data["state"],
        "state_text": language.text(STATES[data["state"]]) if data["state"] in STATES else language.loose(data["state"]),
        "usual": figure(data["usual"]),
        "now": figure(data["now"]),
        "n": language.locale.number(data["n"]) if data["n"] else "",
        "since": language.date(day(data["since"])) if data["since"] else "",
    }


def archived(language: Language, data: Mapping[str, Any]) -> dict[str, Any]:
    """One report of one week, with the addresses of its files by language."""
    base = f"reports/{quote(data['report'])}/{data['week']}"
    return {
        "week": language.week_range(day(data["week"])),
        "report": data["report"],
        "files": [(NAMES.get(c, c), c, f"{base}/{c}/report.pdf", f"{base}/{c}/figures.xlsx") for c in data["languages"]],
    }


def delivery(language: Language, data: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """One row of the ledger. An unknown outcome is marked: it is never sent again by itself."""
    return {
        **data,
        "week_text": language.date(day(data["week"])),
        "at": moment(language, data["delivered_at"] or data["updated_at"], zone),
        "state_text": language.text(OUTCOMES[data["state"]]),
    }


def ingest(language: Language, data: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """One file that was read, and what became of its rows."""
    counts = {name: language.locale.number(data[name]) for name in ("read", "accepted", "rejected", "duplicates")}
    return {**data, **counts, "at": moment(language, data["at"], zone), "some_rejected": data["rejected"] > 0}
