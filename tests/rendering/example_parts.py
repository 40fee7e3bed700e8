"""The pieces that the hand-made report models are put together from."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math

from cxpulse.core.measurement import Direction, Measurement, Segment, State, segment_of
from cxpulse.core.report_model import (
    Comment,
    Journey,
    JourneyCell,
    TicketRow,
    Tile,
    Trend,
    TrendPoint,
)

WEEK = dt.date(2026, 11, 14)
WEEKS = [WEEK - dt.timedelta(weeks=k) for k in range(12, -1, -1)]
HIGH, LOW = Direction.HIGHER, Direction.LOWER
HOSTILE = (
    '<script>alert(1)</script><img src="file:///etc/passwd"> =HYPERLINK("http://evil.example") {{ 7*7 }} '
    "\u202egnp.exe\u202c style=background:url(http://evil.example/x.png) \U0001f621 \u200bzero"
)


def measured(
    metric: str,
    value: float | None,
    half: float = 0.0,
    n: int = 400,
    unit: str = "share",
    direction: Direction = HIGH,
    segment: Segment = (),
    state: State | None = None,
) -> Measurement:
    """A measurement with a symmetric interval."""
    state = state or (State.OK if value is not None else State.NONE)
    low, high = (None, None) if value is None else (value - half, value + half)
    return Measurement(metric, 1, WEEK, segment, value, low, high, n, state, unit, direction)


def tile(
    metric: str,
    title: str,
    short: str,
    now: Measurement,
    previous: float | None,
    changed: str,
    target: float | None,
    decimals: int,
) -> Tile:
    """A tile whose history ends in last week's and this week's value."""
    change = None if now.value is None or previous is None else now.value - previous
    wave = [1 + 0.03 * math.sin(k * 1.7) for k in range(11)]
    history = (*((previous * w if previous is not None else None) for w in wave), previous, now.value)
    before = (
        dataclasses.replace(now, value=previous, week=WEEK - dt.timedelta(weeks=1))
        if previous is not None
        else None
    )
    half = None if change is None else 0.4 * abs(change) + 1e-6
    ends = (None, None) if change is None or half is None else (change - half, change + half)
    return Tile(metric, now, before, change, *ends, changed, target, decimals, history, title, short)


def tiles() -> tuple[Tile, ...]:
    """Six key figures of every unit."""
    return (
        tile(
            "nps",
            "NPS, relationship",
            "NPS",
            measured("nps", 36.4, 2.3, 4812, "points"),
            41.8,
            "worse",
            45.0,
            1,
        ),
        tile(
            "csat_share",
            "CSAT, share satisfied",
            "CSAT",
            measured("csat_share", 0.824, 0.012, 3964),
            0.811,
            "no_clear_change",
            0.84,
            1,
        ),
        tile(
            "ces_ease",
            "CES, ease",
            "CES (ease)",
            measured("ces_ease", 5.61, 0.05, 2207, "mean"),
            5.52,
            "better",
            5.7,
            2,
        ),
        tile(
            "first_reply_median",
            "First reply, median",
            "First reply",
            measured("first_reply_median", 38.0, 3.5, 11236, "minutes", LOW),
            29.0,
            "worse",
            30.0,
            0,
        ),
        tile(
            "churn_rate",
            "Customer churn",
            "Churn",
            measured("churn_rate", 0.0068, 0.0005, 28410, "share", LOW),
            0.0072,
            "no_clear_change",
            0.0065,
            2,
        ),
        tile(
            "backlog",
            "Open tickets at the week's end",
            "Backlog",
            measured("backlog", 1118, 0, 1118, "count", LOW),
            1054.0,
            "no_clear_change",
            None,
            0,
        ),
    )


def trend(
    metric: str,
    unit: str,
    decimals: int,
    values: list[float | None],
    half: float,
    target: float | None = None,
    direction: Direction = HIGH,
) -> Trend:
    """A trend over thirteen weeks; None is a week with too few answers."""
    points = tuple(
        TrendPoint(
            w,
            v,
            None if v is None else v - half,
            None if v is None else v + half,
            4700 if v is not None else 4,
            "ok" if v is not None else "too_few_answers",
        )
        for w, v in zip(WEEKS, values, strict=True)
    )
    return Trend(
        metric,
        unit,
        decimals,
        direction,
        points,
        target,
        ((WEEKS[8], "Courier strike"),) if metric == "nps" else (),
    )


def journey() -> Journey:
    """Six stages by six channels with an empty cell, a grey one and one with a clear fall."""
    stages = ("awareness", "consideration", "purchase", "use", "support", "renewal")
    channels = ("app", "web", "call_centre", "store", "chat", "email")
    cells = []
    for i, stage in enumerate(stages):
        for k, channel in enumerate(channels):
            value: float | None = (
                0.86
                - 0.03 * ((i * 2 + k * 3) % 5)
                - (0.14 if stage == "support" and channel == "call_centre" else 0)
            )
            state, n = State.OK, 90 + 13 * i + 7 * k
            if (i, k) == (0, 2):
                value, state, n = None, State.FEW, 6
            if (i, k) == (5, 4):
                state, n = State.GREY, 17
            segment = segment_of(stage=stage, channel=channel)
            clear = stage == "support" and channel == "call_centre"
            change = None if value is None else -0.11 if clear else 0.01 * ((i + k) % 4 - 1)
            cells.append(
                JourneyCell(
                    stage,
                    channel,
                    measured("csat_share", value, 0.05, n, segment=segment, state=state),
                    change,
                    clear,
                )
            )
    return Journey("csat_share", "share", 0, HIGH, stages, channels, tuple(cells), 0.81, 0.034)


def ticket_row(
    channel: str,
    solved: int,
    created: int,
    reply: float,
    median: float,
    p90: float,
    reopened: float,
    backlog: int,
) -> TicketRow:
    """One channel of the ticket table."""
    return TicketRow(
        channel,
        solved,
        created,
        measured("first_reply_median", reply, 2, solved, "minutes", LOW),
        measured("resolution_median", median, 20, solved, "minutes", LOW),
        measured("resolution_p90", p90, 60, solved, "minutes", LOW),
        measured("reopen_rate", reopened, 0.01, solved, "share", LOW),
        backlog,
    )


def comments() -> tuple[Comment, ...]:
    """Both sides, three languages, one hostile."""
    return (
        Comment(
            "چهل دقیقه پشت خط ماندم تا فقط دربارهٔ یک بازپرداخت بپرسم. لطفاً خودتان تماس بگیرید.",
            3,
            10,
            "complaint",
            "support",
            "call_centre",
            "fa",
        ),
        Comment(
            "รอสายสี่สิบนาทีเพื่อถามเรื่องคืนเงินเรื่องเดียว ช่วยโทรกลับหาลูกค้าแทนได้ไหม",
            2,
            10,
            "complaint",
            "support",
            "call_centre",
            "th",
        ),
        Comment(HOSTILE, 0, 10, "complaint", "delivery", "web", "en"),
        Comment(
            "Ordered on Saturday night, it was at my door on Sunday noon. I did not expect that.",
            10,
            10,
            "praise",
            "delivery",
            "app",
            "en",
        ),
        Comment(
            "پرداخت در نسخهٔ ۵٫۲ اپ خیلی روان‌تر شده و دیگر کد OTP دیر نمی‌رسد.",
            9,
            10,
            "praise",
            "checkout",
            "app",
            "fa",
        ),
        Comment(
            "ระบบจ่ายเงินในแอปใช้ง่ายขึ้นมาก ไม่ต้องกรอกข้อมูลซ้ำแล้ว คำตอบก็น่ารัก",
            9,
            10,
            "praise",
            "checkout",
            "app",
            "th",
        ),
    )
