"""Which series are kept quiet: mutes of the portfolio's file and of the state database, looked at together.

A mute silences the weeks whose first day is not after its last day. It changes no verdict: the state of a series is
judged and shown as ever, only its messages wait.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from cxpulse.catalog.alerts import Alert, Mute
from cxpulse.catalog.settings import Settings
from cxpulse.state.mutes import Mutes


def mutes_of(settings: Settings, portfolio: Alert) -> list[Mute]:
    """All mutes that were not lifted, those that are over included."""
    stored = [m for m in Mutes(settings.state_database).all() if m.ended_at is None]
    return [
        *portfolio.mutes,
        *(Mute(metric=m.metric, segment=m.segment, until=m.until, reason=m.reason) for m in stored),
    ]


def muting(mutes: Sequence[Mute], metric: str, segment: Mapping[str, str], week: dt.date) -> Mute | None:
    """The mute that silences a series in a week; of several the one that lasts longest."""
    holding = [m for m in mutes if covers(m, metric, segment) and week <= m.until]
    return max(holding, key=lambda m: m.until, default=None)


def just_over(mutes: Sequence[Mute], metric: str, segment: Mapping[str, str], week: dt.date) -> bool:
    """Whether a series was silenced the week before, and is not any more."""
    before = muting(mutes, metric, segment, week - dt.timedelta(weeks=1))
    return before is not None and muting(mutes, metric, segment, week) is None


def covers(mute: Mute, metric: str, segment: Mapping[str, str]) -> bool:
    """Whether a mute is about a series: its metric, and everything that the mute's segment asks for."""
    return mute.metric == metric and all(segment.get(k) == v for k, v in mute.segment.items())
