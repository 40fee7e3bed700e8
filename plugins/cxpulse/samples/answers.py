"""The answers of one survey in one week, as arrays; how a vendor writes them is another file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxpulse.samples import company as c
from cxpulse.samples import phrases
from cxpulse.samples.plan import DROP_POINTS, Plan

NPS_BASE = 34.0
LATE_SHARE = 0.03
CORRECTED_SHARE = 0.01
PASSIVES = 0.26
MIXES = {"delighted": c.NPS_MIX, "surveymonkey": c.CSAT_MIX, "qualtrics": c.EFFORT_MIX}
_DETRACTORS = np.array([0.12, 0.05, 0.07, 0.10, 0.12, 0.27, 0.27]).cumsum()
# Hour by hour over a local week from its first day: nights are quiet, the last day (the day off) half so.
_HOURS = np.array(
    [1, 1, 0.5, 0.5, 0.5, 1, 2, 4, 6, 8, 9, 9, 8, 7, 7, 8, 8, 8, 9, 10, 10, 9, 6, 3], dtype=float
)
_WEEK = np.concatenate([_HOURS * d for d in (1.1, 1.1, 1.05, 1.0, 1.0, 0.8, 0.5)])
_WEEK_SHARE = (_WEEK / _WEEK.sum()).cumsum()


@dataclass(slots=True)
class Answers:
    """One row each, ordered by time. at: epoch seconds UTC; late: arrives a week later; corrected: row changed in the next export."""

    who: c.Ints
    region: c.Ints
    language: c.Ints
    plan: c.Ints
    account: c.Ints
    touchpoint: c.Ints
    channel: c.Ints
    score: c.Ints
    at: c.Ints
    late: np.ndarray
    corrected: np.ndarray
    comment: list[str]


def times_in(plan: Plan, week: int, n: int, rng: np.random.Generator) -> c.Ints:
    """n ordered instants within a week (epoch seconds); the first and the last second of the week are among them."""
    start, end = int(plan.edges[week]), int(plan.edges[week + 1])
    hours = np.searchsorted(_WEEK_SHARE, rng.random(n), side="right").clip(0, 167)
    at = np.sort(start + hours * 3600 + rng.integers(0, 3600, n))
    if n > 2:
        at[0], at[-1] = start, end - 1
    return np.minimum(at, end - 1)


def draw_people(
    plan: Plan, people: c.People, active: np.ndarray, week: int, n: int, rng: np.random.Generator
) -> c.Ints:
    """n customers by number; contacts only of accounts that are `active`, Thai customers fewer at Songkran."""
    who = rng.integers(0, len(people.region), n)
    gone = (who < people.contacts) & ~active[people.account[who]]
    quiet = c.THAI[people.region[who]] & (rng.random(n) < 0.6 * plan.special(week).get("Songkran", 0.0))
    spare = rng.integers(people.contacts, len(people.region), n)
    return np.where(gone | quiet, spare, who)


def draw_answers(plan: Plan, people: c.People, active: np.ndarray, survey: str, week: int) -> Answers:
    """All answers of one survey in one week, late ones included. survey: the vendor's folder."""
    rng = c.random(plan.seed, survey, plan.age(week))
    n = plan.volume(survey, week, rng)
    who = draw_people(plan, people, active, week, n, rng)
    channel = c.pick(_channel_share(plan, week).cumsum(), rng.random(n))
    touchpoint = _touchpoints(survey, channel, rng)
    region = people.region[who]
    expected = _expected(plan, week, people, who, touchpoint, channel)
    score, side = _scores(survey, expected, rng)
    topic = _topics(plan, week, touchpoint, channel)
    return Answers(
        who=who, region=region, language=people.language[who], plan=people.plan[who], account=people.account[who],
        touchpoint=touchpoint, channel=channel, score=score, at=times_in(plan, week, n, rng),
        late=rng.random(n) < LATE_SHARE, corrected=rng.random(n) < CORRECTED_SHARE,
        comment=phrases.comments(rng, people.language[who], topic, side),
    )  # fmt: skip


def _channel_share(plan: Plan, week: int) -> c.Floats:
    """Usual shares; in the weeks of the mix shift the call centre's share doubles and the others give way."""
    share = c.CHANNEL_SHARE.copy()
    if plan.mixed(week):
        share *= (1 - 2 * share[c.CALL_CENTRE]) / (1 - share[c.CALL_CENTRE])
        share[c.CALL_CENTRE] = 2 * c.CHANNEL_SHARE[c.CALL_CENTRE]
    return share


def _touchpoints(survey: str, channel: c.Ints, rng: np.random.Generator) -> c.Ints:
    """Touchpoints by the survey's mix; deliveries are followed in the app more than elsewhere; -1: the relation as a whole."""
    if survey not in MIXES:
        return np.full(len(channel), -1, dtype=np.int64)
    usual, in_app = MIXES[survey], MIXES[survey].copy()
    in_app[c.DELIVERY] *= 1.5
    u = rng.random(len(channel))
    return np.where(
        channel == c.APP, c.pick(in_app.cumsum() / in_app.sum(), u), c.pick(usual.cumsum() / usual.sum(), u)
    )


def _expected(
    plan: Plan, week: int, people: c.People, who: c.Ints, touchpoint: c.Ints, channel: c.Ints
) -> c.Floats:
    """Expected NPS points of each answer."""
    shock = plan.shocks[week]
    region = people.region[who]
    points = NPS_BASE + shock.common + shock.region[region] + c.REGION_EFFECT[region]
    points += c.PLAN_EFFECT[people.plan[who]] + c.CHANNEL_EFFECT[channel] + 9.0 * people.mood[who]
    asked = touchpoint >= 0
    points += np.where(asked, c.TOUCHPOINT_EFFECT[touchpoint] + shock.touchpoint[touchpoint], 0.0)
    if plan.dropped(week):
        points -= DROP_POINTS * ((touchpoint == c.DELIVERY) & (channel == c.APP))
    return points


def _topics(plan: Plan, week: int, touchpoint: c.Ints, channel: c.Ints) -> c.Ints:
    topic = np.where(touchpoint < 0, phrases.GENERAL, touchpoint)
    if plan.dropped(week):
        topic = np.where((touchpoint == c.DELIVERY) & (channel == c.APP), phrases.COURIER, topic)
    return topic


def _scores(survey: str, expected: c.Floats, rng: np.random.Generator) -> tuple[c.Ints, c.Floats]:
    """Answers on the survey's own scale, and the probability that a comment complains."""
    u, v = rng.random((2, len(expected)))
    if survey == "surveymonkey":
        return _top_box(
            u, v, 0.64 + expected / 200 * 1.3, (1, 2, 3), (0.30, 0.26, 0.44), (4, 5), (0.42, 0.58)
        )
    if survey == "qualtrics":
        return _top_box(
            u, v, 0.60 + expected / 200, (1, 2, 3, 4), (0.2, 0.17, 0.26, 0.37), (5, 6, 7), (0.24, 0.36, 0.4)
        )
    room = 100 * (1 - PASSIVES)
    low = (room - expected.clip(-room, room)) / 200
    detractor, passive = u < low, (u >= low) & (u < low + PASSIVES)
    score = np.where(passive, 7 + (v < 0.6), 9 + (v < 0.55))
    score = np.where(detractor, c.pick(_DETRACTORS, v), score)
    return score, np.where(detractor, 0.96, np.where(passive, 0.5, 0.05))


def _top_box(
    u: c.Floats, v: c.Floats, share: c.Floats, low: tuple[int, ...], low_share: tuple[float, ...],
    high: tuple[int, ...], high_share: tuple[float, ...],
) -> tuple[c.Ints, c.Floats]:  # fmt: skip
    content = u < share.clip(0.02, 0.98)
    score = np.where(
        content,
        np.array(high)[c.pick(np.cumsum(high_share), v)],
        np.array(low)[c.pick(np.cumsum(low_share), v)],
    )
    return score, np.where(content, 0.07, 0.93)
