"""Novin Home as numbers: where its customers are, what they touch, and how each of these moves an answer.

Effects are NPS points on the expected score of one answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

REGIONS = ("Tehran", "Isfahan", "Shiraz", "Bangkok", "Chiang Mai", "London")
REGION_SHARE = np.array([0.34, 0.14, 0.12, 0.18, 0.08, 0.14])
REGION_EFFECT = np.array([2.0, 0.0, -1.0, 3.0, 5.0, -4.0])
THAI = np.array([False, False, False, True, True, False])
COUNTRIES = ("Iran", "Iran", "Iran", "Thailand", "Thailand", "United Kingdom")

LANGUAGES = ("en", "fa", "th")
LANGUAGE_SHARE = np.array([[0.06, 0.94, 0.0]] * 3 + [[0.12, 0.0, 0.88]] * 2 + [[0.86, 0.14, 0.0]])

PLANS = ("basic", "plus", "business")
PLAN_EFFECT = np.array([-1.0, 2.0, 1.0])

CHANNELS = ("app", "web", "call_centre", "store", "chat", "email")
CHANNEL_SHARE = np.array([0.32, 0.24, 0.13, 0.15, 0.09, 0.07])
CHANNEL_EFFECT = np.array([5.0, 3.0, -20.0, 8.0, 1.0, -3.0])

TOUCHPOINTS = (
    "advertising", "product_page", "checkout", "delivery", "first_use", "app", "support", "returns", "renewal",
)  # fmt: skip
TOUCHPOINT_EFFECT = np.array([2.0, 6.0, 3.0, -2.0, 5.0, 0.0, -4.0, -9.0, 1.0])
NPS_MIX = np.array([0.03, 0.07, 0.17, 0.26, 0.10, 0.10, 0.14, 0.07, 0.06])
CSAT_MIX = np.array([0.09, 0.12, 0.14, 0.16, 0.11, 0.11, 0.12, 0.08, 0.07])
EFFORT_MIX = np.array([0.0, 0.02, 0.12, 0.16, 0.08, 0.10, 0.32, 0.15, 0.05])
TICKET_MIX = np.array([0.0, 0.05, 0.10, 0.22, 0.06, 0.09, 0.28, 0.16, 0.04])
DELIVERY = TOUCHPOINTS.index("delivery")
APP = CHANNELS.index("app")
CALL_CENTRE = CHANNELS.index("call_centre")

INDUSTRIES = ("Hospitality", "Real estate", "Education", "Retail", "Health care", "Construction")
SEGMENTS = ("small", "medium", "large")

# Answers, tickets and orders a week at the end of the history, at scale 1.
VOLUMES = {
    "typeform": 900,
    "delighted": 700,
    "surveymonkey": 800,
    "zendesk": 900,
    "qualtrics": 300,
    "shop": 700,
    "reviews": 60,
}
ACTIVE_ACCOUNTS = 4000
CUSTOMERS = 40_000

_KEYS = ("people", "accounts", "contracts", "shocks", *VOLUMES)


def random(seed: int, what: str, age: int = 0) -> np.random.Generator:
    """The generator for one subject in one week, `age` weeks before the last: a longer history leaves newer weeks as they are."""
    return np.random.default_rng([seed, _KEYS.index(what), age])


@dataclass(frozen=True, slots=True)
class People:
    """Customers by number: indexes into REGIONS, LANGUAGES, PLANS, the account (-1 = a private customer) and how content they are.

    The first `contacts` customers are contacts of accounts, two for each; mood has mean 0 and sd 1.
    """

    region: Ints
    language: Ints
    plan: Ints
    account: Ints
    mood: Floats
    contacts: int


def make_people(seed: int, scale: float, account_mood: Floats) -> People:
    """All customers: two contacts for each account, and private customers."""
    rng = random(seed, "people")
    contacts = 2 * len(account_mood)
    n = contacts + max(50, round((CUSTOMERS - 13_000) * scale))
    account = np.full(n, -1, dtype=np.int64)
    account[:contacts] = np.arange(contacts) // 2
    region = rng.choice(len(REGIONS), n, p=REGION_SHARE)
    region[1:contacts:2] = region[0:contacts:2]
    language = pick(LANGUAGE_SHARE.cumsum(axis=1)[region], rng.random(n))
    plan = np.where(rng.random(n) < 0.8, 0, 1)
    plan[:contacts] = np.repeat(np.where(rng.random(contacts // 2) < 0.45, 1, 2), 2)
    mood = rng.standard_normal(n)
    mood[:contacts] = 0.7 * account_mood[account[:contacts]] + 0.7 * mood[:contacts]
    return People(region, language, plan, account, mood, contacts)


def pick(cumulative: Floats, u: Floats) -> Ints:
    """Index drawn by each uniform number `u`; cumulative: shares added up, one row for all or one row each."""
    rows = cumulative if cumulative.ndim == 2 else cumulative[None, :]
    return np.minimum((u[:, None] >= rows).sum(axis=1), rows.shape[1] - 1)
