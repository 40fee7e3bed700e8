"""The report's sections on what is done about it: follow-ups and registered fixes."""

from __future__ import annotations

import datetime as dt

from cxpulse.catalog.follow_ups import load_follow_ups
from cxpulse.catalog.settings import Settings
from cxpulse.core.phrases import Named
from cxpulse.core.report_customers import FollowUpView, InitiativeNote, StepTime
from cxpulse.jobs.follow_ups_work import summary
from cxpulse.jobs.initiatives import judged


def follow_ups(settings: Settings, week: dt.date) -> FollowUpView | None:
    """None without any rule and any follow-up."""
    found, config = summary(settings, week), load_follow_ups()
    if not config.rules and not found["new"] and not found["earlier"]:
        return None
    return FollowUpView(
        new=tuple(found["new"].items()),
        owners=tuple((config.named(owner), n) for owner, n in found["owners"].items()),
        earlier=found["earlier"],
        states=tuple(found["states"].items()),
        overdue=found["overdue"],
        times=tuple(StepTime(step, told["n"], told["median"]) for step, told in found["hours"].items()),
    )


def initiatives(settings: Settings, week: dt.date) -> tuple[InitiativeNote, ...]:
    """The registered fixes that had begun, the newest first."""
    return tuple(
        InitiativeNote(
            title=dict(j.initiative.title),
            started=j.initiative.started,
            metric=j.metric.name,
            unit=j.metric.unit,
            decimals=j.metric.decimals,
            segment=dict(j.initiative.segment),
            owner=Named(j.initiative.owner) if isinstance(j.initiative.owner, dict) else j.initiative.owner,
            verdict=j.effect.verdict,
            effect=j.effect.effect,
            low=j.effect.low,
            high=j.effect.high,
            weeks_after=j.weeks_after,
            answers=j.answers,
        )
        for j in judged(settings, week)
    )
