"""Durations that stand side by side are told in one unit; a figure without a source has no n."""

from __future__ import annotations

import dataclasses

from example import VARIANTS, rich

from cxpulse.catalog.language import load_language, plain
from cxpulse.core.report_model import TrendPoint
from cxpulse.rendering.paper import Paper
from cxpulse.rendering.sections import alerts, tickets, tiles
from cxpulse.rendering.sections.trend import view as trend_view

EN = load_language("en")


def test_a_column_of_the_ticket_table_has_one_unit() -> None:
    model = rich()
    replies = (4.0, 35.0, 78.0, 450.0, 40.0, 65.0)
    rows = tuple(
        dataclasses.replace(r, first_reply_median=dataclasses.replace(r.first_reply_median, value=reply))
        for r, reply in zip(model.tickets, replies, strict=False)
    )
    told = tickets.view(Paper(dataclasses.replace(model, tickets=rows), EN))
    shown = [*told["rows"], *([told["total"]] if told["total"] else [])]
    assert {plain(row["figures"][0]["text"]).split()[-1] for row in shown} == {"min"}
    assert all(len({row["figures"][at]["text"].split()[-1] for row in shown}) == 1 for at in (1, 2))


def test_an_alert_and_a_tile_have_one_unit_each() -> None:
    model = rich()
    note = dataclasses.replace(model.alerts[0], unit="minutes", now=145.0, usual=70.0, decimals=0)
    told = alerts.view(Paper(dataclasses.replace(model, alerts=(note,)), EN))
    assert told["notes"][0]["moved"] == "2.4 h, usually 1.2 h"
    tile = next(t for t in model.tiles if t.now.unit == "minutes")
    now = dataclasses.replace(tile.now, value=118.0, low=100.0, high=131.0)
    told = tiles.view(Paper(dataclasses.replace(model, tiles=(dataclasses.replace(tile, now=now, target=60.0),)), EN))["rows"][0][0]
    assert (told["value"], told["unit"], told["interval"], told["target"]) == ("2.0", "h", "1.7–2.2 h", "target 1.0 h")


def test_the_axis_of_a_trend_has_round_ticks_of_one_unit() -> None:
    model = rich()
    line = dataclasses.replace(
        model.trends[0], metric="first_reply_median", unit="minutes", target=60.0,
        points=tuple(TrendPoint(p.week, 100.0 + 20 * i, None, None, 50, "ok") for i, p in enumerate(model.trends[0].points)),
    )  # fmt: skip
    html = plain(str(trend_view(Paper(dataclasses.replace(model, trends=(line,)), EN))))
    assert " min" not in html
    assert "2.0 h" in html


def test_a_figure_that_was_not_supplied_has_no_n() -> None:
    rows = tiles.view(Paper(VARIANTS["twelve"](), EN))["rows"]
    missing = [t for row in rows for t in row if t["value"] == "not supplied"]
    assert missing
    assert {t["n"] for t in missing} == {""}
