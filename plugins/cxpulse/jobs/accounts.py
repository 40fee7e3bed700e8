"""Accounts: the early-warning flags of each, its probability of leaving where that can be told, and the revenue at risk."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.customers import Customers, load_customers
from cxpulse.catalog.settings import Settings
from cxpulse.core.churn.assess import Assessment, Period, assess
from cxpulse.core.churn.propensity import revenue_at_risk
from cxpulse.core.pseudonym import pseudonym
from cxpulse.jobs import customer_lake as lake
from cxpulse.jobs.accounts_facts import covers, facts, features, left_within
from cxpulse.jobs.money import Money, money
from cxpulse.lake.secret import pseudonym_key

if TYPE_CHECKING:
    import pandas as pd

ENTITIES = ("contract", "account", "contact", "response", "ticket", "order")


@dataclass(frozen=True, slots=True)
class Book:
    """Every account under contract at a week's end.

    table: the facts, `raised`, `probability` (missing: flags only), `at_risk`, `shown` (its name by the setting), most
    urgent first. at_risk_value: expected yearly value lost within `outcome_weeks` with its 95% interval; None with flags
    only, or when values are in several currencies and none is declared (money). A value in another currency is None in rows.
    """

    week: dt.date
    table: pd.DataFrame
    assessment: Assessment
    at_risk_value: tuple[float, float, float] | None
    outcome_weeks: int
    currency: str
    money: Money

    @property
    def at_risk(self) -> pd.DataFrame:
        """The rows at risk."""
        return self.table.loc[self.table["at_risk"]]

    def to_json(self, most: int | None = None) -> dict[str, Any]:
        """What `cxpulse accounts --json` prints."""
        quality, rival = self.assessment.quality, self.assessment.rival
        value = self.at_risk_value
        return {
            "week": self.week.isoformat(),
            "accounts": len(self.table),
            "at_risk": int(self.table["at_risk"].sum()),
            "yearly_value": None if self.money.refused else float(self.table["value"].sum()),
            "currency": self.currency,
            "value_state": f"not_supplied: {self.money.refused}" if self.money.refused else "ok",
            "left_out_of_values": list(self.money.others),
            "model": self.assessment.model,
            "leavers_learned_from": self.assessment.events,
            "outcome_weeks": self.outcome_weeks,
            "quality_on_a_later_period": asdict(quality) if quality else None,
            "rival": asdict(rival) if rival else None,
            "refused_fields": self.assessment.refused,
            "revenue_at_risk": dict(zip(("expected", "low", "high"), value, strict=True)) if value else None,
            "lifetime_value": "not_supplied: no margin in any source",
            "return_on_investment": "not_supplied: no cost in any source",
            "rows": [_row(r, self.money) for r in self.at_risk.head(most or len(self.table)).to_dict("records")],
        }


def book(settings: Settings, week: dt.date) -> Book | None:
    """The accounts at the end of `week`; None when no contract has been supplied. Raises ValueError for no first day.

    Learned from what was known 2 x outcome_weeks ago and came of it, judged on what came of the accounts of outcome_weeks ago.
    """
    settings.calendar.bounds(week)
    config = load_customers()
    marks = lake.prints(settings, *ENTITIES)
    return _book(_Key(settings, config), week, marks) if any(m.startswith("contract/") for m in marks) else None


class _Key:
    """Settings as a key of a cache: equal when their texts are."""

    def __init__(self, settings: Settings, config: Customers) -> None:
        self.settings, self.config = settings, config
        self._text = settings.model_dump_json() + config.model_dump_json()

    def __hash__(self) -> int:
        return hash(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other._text == self._text


@lru_cache(maxsize=4)
def _book(key: _Key, week: dt.date, _marks: tuple[str, ...]) -> Book:
    settings, config = key.settings, key.config
    day, ahead = week + dt.timedelta(weeks=1), config.outcome_weeks
    covered = covers(settings, config, day)
    table = facts(settings, config, day)
    earlier, later = (_period(settings, config, day - dt.timedelta(weeks=back), covered) for back in (2 * ahead, ahead))
    found = assess(earlier, later, features(table))
    table["probability"] = found.probability if found.probability is not None else float("nan")
    likely = table["probability"] >= config.at_risk_probability
    table["at_risk"] = likely | (table["flags"] >= config.at_risk_flags)
    table["shown"] = _names(settings, config, table)
    table["loss"] = table["probability"].fillna(table["flags"] / 10) * table["value"]
    table = table.sort_values(["at_risk", "loss", "account_id"], ascending=[False, False, True], ignore_index=True)
    value = None
    if found.probability is not None and len(table):
        value = revenue_at_risk(table["probability"], table["value"], found.events + (found.quality.events if found.quality else 0))
    coin = money(settings)
    return Book(week, table, found, None if coin.refused else value, ahead, coin.currency or "", coin)


def _period(settings: Settings, config: Customers, day: dt.date, known: pd.DataFrame) -> Period:
    table = facts(settings, config, day)
    return Period(features(table), left_within(table, known, day, config.outcome_weeks))


def _names(settings: Settings, config: Customers, table: pd.DataFrame) -> pd.Series:
    if config.account_names == "masked":
        key = pseudonym_key(settings.local_root)
        return table["account_id"].map(lambda i: pseudonym(key, "account", i)[:8])
    named = table["name"] if config.account_names == "name" else table["account_id"]
    return named.where(named.notna(), table["account_id"])


def known(word: Any) -> str | None:
    """A word of the table; None where it is missing."""
    return word if isinstance(word, str) else None


def _row(row: Mapping[Any, Any], coin: Money) -> dict[str, Any]:
    chance, value = row["probability"], float(row["value"])
    return {
        "account": row["shown"],
        "plan": known(row["plan"]),
        "region": known(row["region"]),
        "yearly_value": None if coin.refused or (coin.others and not value) else value,
        "probability": None if math.isnan(chance) else round(float(chance), 4),
        "flags": list(row["raised"]),
    }
