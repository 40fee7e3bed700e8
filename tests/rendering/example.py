"""Hand-made report models: a rich week with alerts, a quiet one, twelve answers, nothing at all, forty long segments."""

from __future__ import annotations

import dataclasses
import datetime as dt

from example_contracts import definitions
from example_crowded import crowded_from
from example_few import nothing_from, twelve_from
from example_mixed import mixed_comments
from example_parts import (
    LOW,
    WEEK,
    WEEKS,
    comments,
    journey,
    measured,
    ticket_row,
    tiles,
    trend,
)

from cxpulse.core.measurement import State, segment_of
from cxpulse.core.report_model import (
    AlertNote,
    Churn,
    Coverage,
    Drivers,
    DriverStep,
    Phrase,
    PromoterWeek,
    ReportModel,
    Restatement,
    Term,
    Value,
)


def rich() -> ReportModel:
    """The whole weekly report of a week in which the call centre's support fell."""
    nps = [43.9, 44.6, 43.2, 42.4, 44.0, 43.1, 42.2, 43.8, 44.6, 43.0, 42.3, 41.8, 36.4]
    where = {"touchpoint": "support", "channel": "call_centre"}
    segment = Phrase(
        "%(first)s (%(second)s)",
        {"first": Term("touchpoint", "support"), "second": Term("channel", "call_centre")},
    )
    number = {
        "metric": Term("metric", "nps"),
        "segment": segment,
        "now": Value(12.4, "points"),
        "usual": Value(31.0, "points"),
    }
    why = Phrase(
        "%(segment)s stands out: its own change makes up %(part)s of the %(change)s.",
        {
            "segment": Term("touchpoint", "support"),
            "part": Value(-4.1, "points", signed=True, delta=True),
            "change": Value(-5.4, "points", signed=True, delta=True),
        },
    )
    steps = [
        ("support", -4.1, True),
        ("delivery", -0.9, False),
        ("checkout", 0.6, False),
        ("returns", -0.5, False),
        ("app", 0.2, False),
        ("renewal", -0.3, False),
    ]
    return ReportModel(
        report="weekly",
        week=WEEK,
        last_day=WEEK + dt.timedelta(days=6),
        published_on=WEEK + dt.timedelta(days=7),
        company={"en": "Novin Home", "fa": "نوین‌هوم", "th": "โนวินโฮม"},
        zone="Asia/Tehran",
        definitions_version="3f2a9c01d4e5",
        headline=Phrase("%(metric)s fell in %(segment)s: %(now)s, usually %(usual)s", number),
        lead=Phrase(
            "%(first)s %(second)s",
            {
                "first": Phrase(
                    "Judged on the last week (n = %(n)s).",
                    {"weeks": 2, "n": 412},
                    "Judged on the last %(weeks)s weeks (n = %(n)s).",
                    "weeks",
                ),
                "second": Phrase(
                    "In the whole company, %(metric)s is %(now)s, a clear change of %(change)s on the week before.",
                    {
                        "metric": Term("metric", "nps"),
                        "now": Value(36.4, "points"),
                        "change": Value(-5.4, "points", signed=True, delta=True),
                    },
                ),
            },
        ),
        changed=Phrase(
            "%(metric)s rose by %(change)s to %(now)s, which is worse.",
            {
                "metric": Term("metric", "first_reply_median"),
                "change": Value(9, "minutes", delta=True),
                "now": Value(38, "minutes"),
            },
        ),
        why=Phrase(
            "%(first)s %(second)s",
            {"first": why, "second": Phrase("This shows where it happened, not what caused it.")},
        ),
        ask=Phrase(
            "%(owner)s: find the reason in %(segment)s and report back within a week.",
            {"owner": "Sara Rahimi", "segment": segment},
        ),
        sections=(
            "tiles",
            "trend",
            "alerts",
            "targets",
            "promoters",
            "drivers",
            "journey",
            "tickets",
            "churn",
            "comments",
            "method",
        ),
        tiles=tiles(),
        trends=(
            trend("nps", "points", 1, nps, 2.1, 45.0),
            trend(
                "csat_share",
                "share",
                1,
                [0.80, 0.81, None, None, 0.812, 0.809, 0.816, 0.814, 0.81, 0.807, 0.813, 0.811, 0.824],
                0.012,
                0.84,
            ),
            trend(
                "first_reply_median",
                "minutes",
                0,
                [26, 27, 25, 28, 29, 27, 28, 30, 31, 30, 28, 29, 38],
                3.0,
                30.0,
                LOW,
            ),
        ),
        promoters=tuple(
            PromoterWeek(
                w,
                0.56 + 0.005 * (k % 3) - (0.04 if k == 12 else 0),
                0.28,
                0.16 - 0.005 * (k % 3) + (0.04 if k == 12 else 0),
                4700 + k,
            )
            for k, w in enumerate(WEEKS)
        ),
        drivers=Drivers(
            "nps",
            "touchpoint",
            "points",
            1,
            WEEKS[-2],
            41.8,
            36.4,
            tuple(
                DriverStep(Term("touchpoint", n), r, -0.08 + 0.01 * i, c) for i, (n, r, c) in enumerate(steps)
            ),
        ),
        journey=journey(),
        tickets=(
            ticket_row("call_centre", 4188, 4310, 52, 1110, 4200, 0.072, 412),
            ticket_row("chat", 3120, 3125, 9, 186, 700, 0.054, 96),
            ticket_row("email", 2101, 2240, 196, 1584, 8900, 0.088, 530),
            ticket_row("app", 1175, 1181, 24, 582, 2400, 0.041, 58),
            ticket_row("store", 377, 380, 41, 732, 2800, 0.06, 22),
            ticket_row("all", 10961, 11236, 38, 882, 4900, 0.067, 1118),
        ),
        churn=Churn(
            measured("churn_rate", 0.0068, 0.0005, 28410, "share", LOW),
            28410,
            193,
            221,
            trend(
                "churn_rate",
                "share",
                2,
                [
                    0.0079,
                    0.0078,
                    0.0078,
                    0.0076,
                    0.0075,
                    0.0075,
                    0.0074,
                    0.0072,
                    0.0071,
                    0.0072,
                    0.0073,
                    0.0072,
                    0.0068,
                ],
                0.0005,
                0.0065,
                LOW,
            ),
            tuple(
                (r, measured("churn_rate", v, h, n, "share", LOW, segment_of(region=r), s))
                for r, v, h, n, s in (
                    ("Tehran", 0.0061, 0.0009, 9800, State.OK),
                    ("Isfahan", 0.0074, 0.0014, 4900, State.OK),
                    ("Bangkok", 0.0082, 0.0015, 5200, State.OK),
                    ("Chiang Mai", 0.0071, 0.0021, 2100, State.OK),
                    ("Shiraz", 0.0066, 0.0017, 3100, State.OK),
                    ("London", None, 0, 8, State.FEW),
                )
            ),
            "region",
        ),
        comments=comments(),
        alerts=(
            AlertNote(
                "nps", where, "open", 31.0, 12.4, 412, 2, "points", 1, WEEK - dt.timedelta(weeks=1), (why,)
            ),
            AlertNote(
                "csat_share",
                {"touchpoint": "checkout"},
                "recovered",
                0.81,
                0.80,
                655,
                4,
                "share",
                1,
                WEEK - dt.timedelta(weeks=5),
                (),
            ),
        ),
        restatements=(Restatement("nps", WEEK - dt.timedelta(weeks=1), 42.1, 41.8, 37, "points", 1),),
        coverage=(
            Coverage("typeform_relationship", 4812, WEEK + dt.timedelta(days=6), "ok"),
            Coverage("zendesk_support", 11236, WEEK + dt.timedelta(days=6), "ok"),
            Coverage("surveymonkey_csat", 3964, WEEK + dt.timedelta(days=6), "ok"),
            Coverage("qualtrics_effort", 2207, WEEK + dt.timedelta(days=3), "not_fresh"),
        ),
        definitions=definitions(),
    )


def quiet() -> ReportModel:
    """A week in which nothing moved: no alert, no restatement."""
    name = {"metric": Term("metric", "nps"), "now": Value(36.4, "points")}
    calm = tuple(dataclasses.replace(t, changed="no_clear_change") for t in tiles())
    return dataclasses.replace(
        rich(),
        headline=Phrase("No clear change: %(metric)s is %(now)s", name),
        lead=Phrase("The target of %(target)s is not met.", {"target": Value(45.0, "points")}),
        changed=Phrase("No key figure changed by more than chance."),
        why=Phrase("There is no clear change to explain."),
        ask=Phrase("We ask for nothing this week."),
        tiles=calm,
        alerts=(),
        restatements=(),
        drivers=None,
    )


def twelve() -> ReportModel:
    """One survey, twelve answers, no tickets, no contracts, no earlier week."""
    return twelve_from(quiet())


def nothing() -> ReportModel:
    """No data at all: every section says so in one line."""
    return nothing_from(twelve())


def mixed() -> ReportModel:
    """Comments in both directions, each with words of the other inside."""
    return dataclasses.replace(quiet(), comments=mixed_comments())


def crowded() -> ReportModel:
    """Forty segments with long names everywhere."""
    return crowded_from(rich())


VARIANTS = {
    "rich": rich,
    "quiet": quiet,
    "twelve": twelve,
    "nothing": nothing,
    "mixed": mixed,
    "crowded": crowded,
}
