"""dags/config/follow_ups.yaml: which customers somebody must get back to, who, and until when. Without the file, none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from cxpulse.catalog.project import config_dir
from cxpulse.catalog.yaml_files import Frozen, load_yaml
from cxpulse.core.phrases import Named

Kind = Literal["detractor", "account"]


class Rule(Frozen):
    """One rule. kind 'detractor': an NPS answer of `max_score` or less in the week; 'account': an account at risk.

    surveys: only these (empty: every NPS survey); only: values that the answer or account must have, such as plan: business;
    accounts_only: answers of accounts only; least_value: yearly value of an account from which on it counts. due_hours: from
    opening; quiet_weeks: the same customer is not opened again by the rule for so long; most: so many a week, the most
    valuable first.
    """

    name: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    kind: Kind
    surveys: tuple[str, ...] = ()
    max_score: float = 6
    only: dict[str, str] = Field(default_factory=dict)
    accounts_only: bool = False
    least_value: float = Field(default=0, ge=0)
    due_hours: float = Field(default=48, gt=0)
    quiet_weeks: int = Field(default=4, ge=0)
    most: int = Field(default=25, ge=1)


class Owner(Frozen):
    """Who gets it, one name or by language: the first entry whose `when` fits wins; an empty `when` fits always."""

    owner: str | dict[str, str] = Field(min_length=1)
    when: dict[str, str] = Field(default_factory=dict)

    @property
    def kept(self) -> str:
        """The one name that a follow-up is kept under, whoever reads it: the English one, else the first."""
        return Named(self.owner).told("en") if isinstance(self.owner, dict) else self.owner


class FollowUpRules(Frozen):
    """The whole file. open_within_days: a week that was over longer ago opens nothing, so a backfill calls nobody."""

    rules: tuple[Rule, ...] = ()
    owners: tuple[Owner, ...] = ()
    open_within_days: int = Field(default=14, ge=1)

    def owner_of(self, facts: Mapping[str, Any]) -> str:
        """The owner for a customer with these facts (rule, region, plan, touchpoint, channel); '' when no entry fits."""
        fitting = (o.kept for o in self.owners if all(str(facts.get(k) or "") == v for k, v in o.when.items()))
        return next(fitting, "")

    def named(self, kept: str) -> str | Named:
        """How an owner that a follow-up is kept under is shown: by language where the file says so."""
        return next((Named(o.owner) for o in self.owners if isinstance(o.owner, dict) and o.kept == kept), kept)

    def kept_of(self, said: str) -> str:
        """The name that an owner is kept under, from that of any language; a name that the file does not have is kept as it is."""
        return next((o.kept for o in self.owners if isinstance(o.owner, dict) and said in o.owner.values()), said)


def load_follow_ups() -> FollowUpRules:
    """The file, or no rule at all when there is none. Raises ConfigurationError naming file and field."""
    path = config_dir() / "follow_ups.yaml"
    return load_yaml(path, FollowUpRules) if path.is_file() else FollowUpRules()
