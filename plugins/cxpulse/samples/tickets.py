"""Tickets of one week, with their whole lives; an export shows each as it stood at that moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxpulse.samples import company as c
from cxpulse.samples import phrases
from cxpulse.samples.answers import draw_people, times_in
from cxpulse.samples.plan import Plan

NEVER = np.int64(2**53)
HOUR = 3600
_REPLY_MINUTES = np.array([45.0, 120.0, 3.0, 30.0, 4.0, 210.0])
_DROP_VOLUME = 0.9


@dataclass(slots=True)
class Tickets:
    """One entry per ticket, ordered by creation. Times are epoch seconds, NEVER where it does not happen.

    solved: first solve; final: last solve (equal unless reopened); rated: when good or bad was given.
    """

    who: c.Ints
    touchpoint: c.Ints
    channel: c.Ints
    priority: c.Ints
    created: c.Ints
    replied: c.Ints
    solved: c.Ints
    reopened: c.Ints
    final: c.Ints
    rated: c.Ints
    offered: np.ndarray
    good: np.ndarray
    merged: np.ndarray
    replies: c.Ints
    comment: list[str]

    def updated(self, second: int) -> c.Ints:
        """Last thing that had happened to each ticket at an instant."""
        events = (self.created, self.replied, self.solved, self.reopened, self.final, self.rated)
        return np.max([np.where(e < second, e, 0) for e in events], axis=0)


def draw_tickets(plan: Plan, people: c.People, active: np.ndarray, week: int) -> Tickets:
    """All tickets created in one week. While the drop lasts, deliveries bring 90% more, and replies take longer."""
    rng = c.random(plan.seed, "zendesk", plan.age(week))
    mix = c.TICKET_MIX.copy()
    mix[c.DELIVERY] *= 1 + _DROP_VOLUME * plan.dropped(week)
    n = round(plan.volume("zendesk", week, rng) * mix.sum() / c.TICKET_MIX.sum())
    who = draw_people(plan, people, active, week, n, rng)
    touchpoint = c.pick(mix.cumsum() / mix.sum(), rng.random(n))
    channel = c.pick(c.CHANNEL_SHARE.cumsum(), rng.random(n))
    delivery = (touchpoint == c.DELIVERY) & plan.dropped(week)
    created = times_in(plan, week, n, rng)
    replied, solved = _reply_and_solve(rng, created, channel, plan.dropped(week), delivery)
    reopens = (rng.random(n) < np.where(delivery, 0.14, 0.06)) & (solved < NEVER)
    reopened = np.where(reopens, solved + rng.integers(HOUR, 96 * HOUR, n), NEVER)
    final = np.where(reopens, reopened + _lognormal(rng, n, 20 * HOUR, 1.0, 240 * HOUR), solved)
    merged = rng.random(n) < 0.004
    offered = (rng.random(n) < 0.75) & ~merged & (final < NEVER)
    rates = offered & (rng.random(n) < 0.30)
    slow = np.clip((final - created) / (72 * HOUR), 0, 3)
    chance = (
        0.88 - 0.06 * slow - 0.12 * reopens - 0.35 * (delivery & (channel == c.APP)) + 0.05 * people.mood[who]
    )
    good = rng.random(n) < chance.clip(0.05, 0.98)
    topic = np.where(delivery & (channel == c.APP), phrases.COURIER, touchpoint)
    comment = phrases.comments(rng, people.language[who], topic, np.where(good, 0.05, 0.95))
    return Tickets(
        who=who, touchpoint=touchpoint, channel=channel,
        priority=c.pick(np.array([0.2, 0.75, 0.95, 1.0]), rng.random(n)), created=created,
        replied=np.where(merged, NEVER, replied), solved=np.where(merged, created + HOUR, solved),
        reopened=np.where(merged, NEVER, reopened), final=np.where(merged, created + HOUR, final),
        rated=np.where(rates, final + rng.integers(HOUR // 5, 72 * HOUR, n), NEVER), offered=offered, good=good,
        merged=merged, replies=1 + rng.geometric(0.5, n) - 1 + 2 * reopens, comment=comment,
    )  # fmt: skip


def _reply_and_solve(
    rng: np.random.Generator, created: c.Ints, channel: c.Ints, dropped: bool, delivery: np.ndarray
) -> tuple[c.Ints, c.Ints]:
    n = len(created)
    slower = np.where(delivery, 2.2, 1.3) if dropped else np.ones(n)
    wait = np.exp(rng.normal(0, 1.0, n)) * _REPLY_MINUTES[channel] * 60 * slower
    replied = np.where(rng.random(n) < 0.03, NEVER, created + 30 + wait.clip(0, 120 * HOUR).astype(np.int64))
    begin = np.where(replied < NEVER, replied, created)
    solved = begin + _lognormal(rng, n, 14 * HOUR, 1.3, 700 * HOUR)
    return replied, np.where(rng.random(n) < 0.005, NEVER, solved)


def _lognormal(rng: np.random.Generator, n: int, median: float, sd: float, limit: float) -> c.Ints:
    return (median * np.exp(rng.normal(0, sd, n))).clip(300, limit).astype(np.int64)
