"""figures.xlsx: every figure behind the report as native numbers, one sheet a subject. No text is ever a formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

from cxpulse.catalog.language import Language
from cxpulse.core.measurement import Measurement
from cxpulse.core.report_model import ReportModel, Trend
from cxpulse.core.text import clean_text
from cxpulse.rendering.paper import Paper, msg
from cxpulse.rendering.workbook_customers import customer_sheets

Cell = str | float | int | dt.date | None
Sheet = tuple[str, Sequence[str], list[list[Cell]]]
_FIGURE = (msg("Value"), msg("95% low"), msg("95% high"), msg("n"), msg("State"))


def render_workbook(model: ReportModel, language: Language) -> bytes:
    """The workbook of one model. Shares are fractions, times minutes, dates real dates, whatever the language."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": dt.datetime.combine(model.published_on, dt.time()), "author": "CX Pulse"})
    bold, day = (
        book.add_format({"bold": True, "text_wrap": True}),
        book.add_format({"num_format": "yyyy-mm-dd"}),
    )
    paper = Paper(model, language)
    for name, heads, rows in _sheets(paper):
        sheet = book.add_worksheet(language.text(name)[:31])
        if language.locale.rtl:
            sheet.right_to_left()
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(heads), 16)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, language.text(head), bold)
        for i, row in enumerate(rows, start=1):
            for j, cell in enumerate(row):
                _write(sheet, i, j, cell, day)
    book.close()
    return buffer.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Cell, day: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()), day)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    else:
        sheet.write_number(row, column, cell)


def _sheets(paper: Paper) -> Iterable[Sheet]:
    model = paper.model
    yield _tiles(paper)
    trends = [*model.trends] + ([model.churn.trend] if model.churn and model.churn.trend else [])
    yield (
        msg("Trend"),
        (msg("Figure"), msg("Week"), *_FIGURE),
        [row for t in trends for row in _trend(paper, t)],
    )
    yield (
        msg("Promoters"),
        (msg("Week"), msg("Promoters"), msg("Passives"), msg("Detractors"), msg("n")),
        [[w.week, w.promoters, w.passives, w.detractors, w.n] for w in model.promoters],
    )
    yield _drivers(paper)
    yield _journey(paper)
    yield _tickets(paper)
    yield _churn(paper)
    yield from customer_sheets(paper)
    yield _alerts(paper)
    yield _comments(paper)
    yield _sources(paper)


def _measured(paper: Paper, m: Measurement | None) -> list[Cell]:
    if m is None:
        return [None, None, None, None, paper.language.text("no data")]
    return [m.value, m.low, m.high, m.n, paper.language.state(m.state)]


def _tiles(paper: Paper) -> Sheet:
    heads = (msg("Figure"), msg("Unit"), *_FIGURE, msg("Last week"), msg("Change"), msg("Target"))
    rows: list[list[Cell]] = [
        [
            paper.title(t.metric),
            t.now.unit,
            *_measured(paper, t.now),
            t.previous.value if t.previous else None,
            t.change,
            t.target,
        ]
        for t in paper.model.tiles
    ]
    return msg("Key figures"), heads, rows


def _trend(paper: Paper, trend: Trend) -> list[list[Cell]]:
    name = paper.title(trend.metric)
    return [[name, p.week, p.value, p.low, p.high, p.n, paper.language.state(p.state)] for p in trend.points]


def _drivers(paper: Paper) -> Sheet:
    d = paper.model.drivers
    rows: list[list[Cell]] = []
    for step in d.steps if d else ():
        label = (
            paper.language.label(step.term.kind, step.term.id)
            if step.term
            else paper.language.text("Mix of customers")
        )
        rows.append([label, step.rate, step.mix])
    return msg("What drove the change"), (msg("Segment"), msg("Own change"), msg("Mix of customers")), rows


def _journey(paper: Paper) -> Sheet:
    j, label = paper.model.journey, paper.language.label
    rows: list[list[Cell]] = [
        [label("stage", c.stage), label("channel", c.channel), *_measured(paper, c.measurement), c.change]
        for c in (j.cells if j else ())
    ]
    return msg("Customer journey"), (msg("Stage"), msg("Channel"), *_FIGURE, msg("Change")), rows


def _tickets(paper: Paper) -> Sheet:
    heads = (
        "Channel",
        "New",
        "Solved",
        "First reply, median",
        "Resolution, median",
        "Resolution, slowest tenth from",
        "Reopened",
        "Backlog",
    )
    rows: list[list[Cell]] = []
    for r in paper.model.tickets:
        figures = [
            m.value if m else None
            for m in (r.first_reply_median, r.resolution_median, r.resolution_p90, r.reopen_rate)
        ]
        rows.append([paper.language.label("channel", r.channel), r.created, r.solved, *figures, r.backlog])
    return msg("Support tickets"), heads, rows


def _churn(paper: Paper) -> Sheet:
    churn = paper.model.churn
    rows: list[list[Cell]] = []
    if churn:
        rows.append([paper.language.text("Whole company"), *_measured(paper, churn.rate)])
        rows += [
            [paper.language.label(churn.segment_dimension, s), *_measured(paper, m)]
            for s, m in churn.by_segment
        ]
    return msg("Customers lost"), (msg("Segment"), *_FIGURE), rows


def _alerts(paper: Paper) -> Sheet:
    rows: list[list[Cell]] = [
        [paper.title(a.metric), paper.segment(a.segment), a.state, a.usual, a.now, a.n, a.since]
        for a in paper.model.alerts
    ]
    return (
        msg("Alerts"),
        (msg("Figure"), msg("Segment"), msg("State"), msg("Usual"), msg("Now"), msg("n"), msg("Since")),
        rows,
    )


def _comments(paper: Paper) -> Sheet:
    label = paper.language.label
    rows: list[list[Cell]] = [
        [
            clean_text(c.text),
            c.score,
            c.scale_max,
            label("touchpoint", c.touchpoint or "unknown"),
            label("channel", c.channel or "unknown"),
        ]
        for c in paper.model.comments
    ]
    return (
        msg("In their words"),
        (msg("Comment"), msg("Score"), msg("Highest score"), msg("Touchpoint"), msg("Channel")),
        rows,
    )


def _sources(paper: Paper) -> Sheet:
    rows: list[list[Cell]] = [
        [paper.language.label("source", c.source), c.rows, c.last_seen, str(c.state)]
        for c in paper.model.coverage
    ]
    return msg("Sources"), (msg("Source"), msg("Rows of this week"), msg("Last seen"), msg("State")), rows
