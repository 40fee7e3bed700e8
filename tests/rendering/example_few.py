"""Reports of little or nothing, made from a quiet one: twelve answers of one survey, no data at all."""

from __future__ import annotations

import dataclasses
import datetime as dt

from example_contracts import definitions
from example_parts import LOW, WEEK, WEEKS, comments, measured, tile, tiles, trend

from cxpulse.core.measurement import State
from cxpulse.core.report_model import Coverage, Phrase, PromoterWeek, ReportModel, Term, Value


def twelve_from(quiet: ReportModel) -> ReportModel:
    """One survey, twelve answers, no tickets, no contracts, no earlier week."""
    now = measured("nps", 8.3, 41.0, 12, "points", state=State.GREY)
    few = measured("csat_share", None, 0, 4, state=State.FEW)
    gone = measured("first_reply_median", None, 0, 0, "minutes", LOW, state=State.NOT_SUPPLIED)
    return dataclasses.replace(
        quiet,
        headline=Phrase(
            "%(metric)s is %(now)s; there is no figure of the week before",
            {"metric": Term("metric", "nps"), "now": Value(8.3, "points")},
        ),
        lead=Phrase(
            "Only %(n)s answer came in this week.", {"n": 12}, "Only %(n)s answers came in this week.", "n"
        ),
        changed=Phrase("No figure can be compared with the week before."),
        why=Phrase("A change can be explained when there are enough answers in two weeks."),
        tiles=(
            tile("nps", "NPS, relationship", "NPS", now, None, "unknown", 45.0, 1),
            tile("csat_share", "CSAT, share satisfied", "CSAT", few, None, "unknown", 0.84, 1),
            tile("first_reply_median", "First reply, median", "First reply", gone, None, "unknown", None, 0),
        ),
        trends=(trend("nps", "points", 1, [None] * 12 + [8.3], 41.0, 45.0),),
        promoters=(
            *(PromoterWeek(w, None, None, None, 0) for w in WEEKS[:-1]),
            PromoterWeek(WEEK, 4 / 12, 5 / 12, 3 / 12, 12),
        ),
        journey=None,
        tickets=(),
        churn=None,
        comments=comments()[3:4],
        coverage=(Coverage("typeform_relationship", 12, WEEK + dt.timedelta(days=6), "ok"),),
        definitions=definitions()[:1],
    )


def nothing_from(twelve: ReportModel) -> ReportModel:
    """No data at all: every section says so in one line."""
    gone = tuple(
        dataclasses.replace(
            t,
            now=dataclasses.replace(t.now, value=None, low=None, high=None, n=0, state=State.NONE),
            previous=None,
            change=None,
            changed="unknown",
            history=(None,) * 13,
        )
        for t in tiles()
    )
    return dataclasses.replace(
        twelve,
        headline=Phrase("No data for this week"),
        lead=Phrase("No answers and no tickets of this week have come in."),
        changed=Phrase("No figure can be compared with the week before."),
        why=Phrase("Whether an export is missing or nothing happened cannot be told from the data."),
        ask=Phrase("Operators: check that the exports of this week have arrived."),
        tiles=gone,
        trends=(),
        promoters=(),
        comments=(),
        coverage=(Coverage("typeform_relationship", 0, None, "no_data"),),
    )
