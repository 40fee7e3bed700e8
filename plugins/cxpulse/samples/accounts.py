"""Accounts and their yearly contracts: who signed, who left and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxpulse.samples import company as c
from cxpulse.samples.plan import Plan

YEAR_DAYS = 365
EARLIER_WEEKS = 156
_PER_ACTIVE = 1.48
NEVER = 4_000_000


@dataclass(frozen=True, slots=True)
class Accounts:
    """One entry per account; days are proleptic ordinals.

    signed: first day; ended: day after the last contract's last day (NEVER while it runs); years: contracts that were signed;
    cancelled: the last contract was ended before its term; mood: standard normal, content accounts stay longer.
    """

    signed: c.Ints
    ended: c.Ints
    years: c.Ints
    cancelled: np.ndarray
    mood: c.Floats
    value: c.Floats

    def active(self, plan: Plan, week: int) -> np.ndarray:
        """Which accounts have a contract on the first day of a week."""
        day = plan.weeks[week].toordinal()
        return (self.signed <= day) & (self.ended > day)


def make_accounts(plan: Plan) -> Accounts:
    """All accounts that ever signed. Each contract year one in eleven cancels midway and one in ten does not renew.

    That is a churn of about 0.4% a week; content accounts (mood above 0) leave less.
    """
    rng = c.random(plan.seed, "accounts")
    n = max(20, round(c.ACTIVE_ACCOUNTS * _PER_ACTIVE * plan.scale))
    horizon = 7 * max(len(plan.weeks) + EARLIER_WEEKS, 260)
    today = plan.weeks[-1].toordinal() + 7
    signed = today - (rng.random(n) ** 1.15 * horizon).astype(np.int64)
    mood = rng.standard_normal(n)
    years = np.zeros(n, dtype=np.int64)
    ended = np.full(n, NEVER, dtype=np.int64)
    cancelled = np.zeros(n, dtype=bool)
    risk = np.exp(-0.5 * mood - 0.125)
    for year in range(horizon // YEAR_DAYS + 1):
        u, v, when = rng.random((3, n))
        start = signed + YEAR_DAYS * year
        running = (ended == NEVER) & (start < today)
        years[running] = year + 1
        midway = running & (u < 0.10 * risk)
        lapsed = running & ~midway & (v < 0.11 * risk)
        ended[midway] = (start + 20 + (when * 330).astype(np.int64))[midway]
        ended[lapsed] = (start + YEAR_DAYS)[lapsed]
        cancelled |= midway
    value = np.exp(rng.normal(7.6, 0.9, n)).round(-1)
    return Accounts(signed, ended, years, cancelled, mood, value)


@dataclass(frozen=True, slots=True)
class Contracts:
    """One entry per contract, ordered by number; cancelled: day of the cancellation, NEVER if none."""

    account: c.Ints
    year: c.Ints
    start: c.Ints
    term_end: c.Ints
    cancelled: c.Ints
    value: c.Floats


def contracts_of(accounts: Accounts) -> Contracts:
    """All contracts: one a year for each account, each 4% dearer than the one before."""
    account = np.repeat(np.arange(len(accounts.years)), accounts.years)
    year = np.arange(len(account)) - np.repeat(accounts.years.cumsum() - accounts.years, accounts.years)
    start = accounts.signed[account] + YEAR_DAYS * year
    last = year == accounts.years[account] - 1
    cancelled = np.where(last & accounts.cancelled[account], accounts.ended[account], NEVER)
    value = (accounts.value[account] * 1.04**year).round(2)
    return Contracts(account, year, start, start + YEAR_DAYS - 1, cancelled, value)
