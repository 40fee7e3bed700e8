"""Opens the follow-ups of a week by rule; running it twice opens nothing twice."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

from cxpulse.catalog.follow_ups import FollowUpRules, Rule, load_follow_ups
from cxpulse.catalog.settings import Settings
from cxpulse.jobs import customer_lake as lake
from cxpulse.jobs.accounts import book, known
from cxpulse.state.follow_ups import FollowUp, FollowUps

KEY_LENGTH = 24


def open_follow_ups(settings: Settings, week: dt.date, *, now: dt.datetime) -> dict[str, Any]:
    """Opens what the rules of dags/config/follow_ups.yaml find in `week`.

    Returns {'week', 'opened', 'by_rule': {rule: new ones}, 'state': 'opened', 'too_old' (the week was over too long ago)
    or 'no_rules'}. A rule opens at most its `most` a week, and no customer again within its quiet weeks.
    """
    config, end = load_follow_ups(), settings.calendar.bounds(week)[1]
    if not config.rules:
        return {"week": week.isoformat(), "opened": 0, "by_rule": {}, "state": "no_rules"}
    if now - end > dt.timedelta(days=config.open_within_days):
        return {"week": week.isoformat(), "opened": 0, "by_rule": {}, "state": "too_old"}
    table, by_rule = FollowUps(settings.state_database), {}
    for rule in config.rules:
        there = [f for f in table.all(week - dt.timedelta(weeks=rule.quiet_weeks)) if f.rule == rule.name]
        by_rule[rule.name] = table.open(_due(config, rule, there, _found(settings, rule, week), week, now))
    return {"week": week.isoformat(), "opened": sum(by_rule.values()), "by_rule": by_rule, "state": "opened"}


def _due(
    config: FollowUpRules, rule: Rule, there: list[FollowUp], found: Iterator[dict[str, Any]], week: dt.date, now: dt.datetime
) -> list[FollowUp]:
    """Those that are new, within the rule's limits."""
    quiet = {_subject(f.account_id, f.respondent_key) for f in there}
    room = rule.most - sum(f.week == week for f in there)
    out: list[FollowUp] = []
    for facts in found:
        subject = _subject(facts["account_id"], facts["respondent_key"])
        if len(out) >= room:
            break
        if subject in quiet or not _fits(rule, facts):
            continue
        quiet.add(subject)
        key = f"{rule.name}|{subject}|{facts['survey_id'] or ''}|{week}"
        out.append(
            FollowUp(
                key=hashlib.sha256(key.encode()).hexdigest()[:KEY_LENGTH],
                rule=rule.name,
                week=week,
                owner=config.owner_of({**facts, "rule": rule.name}),
                opened_at=now,
                due_at=now + dt.timedelta(hours=rule.due_hours),
                **{k: facts[k] for k in ("account_id", "respondent_key", "survey_id", "response_id", "reason", "region", "plan", "value")},
            )
        )
    return out


def _subject(account: str | None, respondent: str | None) -> str:
    return f"person:{respondent}" if respondent else f"account:{account}"


def _fits(rule: Rule, facts: dict[str, Any]) -> bool:
    if rule.accounts_only and not facts["account_id"]:
        return False
    return all(str(facts.get(k) or "") == v for k, v in rule.only.items()) and (facts["value"] or 0) >= rule.least_value


def _found(settings: Settings, rule: Rule, week: dt.date) -> Iterator[dict[str, Any]]:
    """Customers that a rule is about, the most urgent first."""
    values = _values(settings, week)
    if rule.kind == "account":
        found = book(settings, week)
        rows = found.at_risk.to_dict("records") if found is not None else []
        for row in rows:
            reason = ", ".join(row["raised"]) or f"probability {row['probability']:.2f}"
            yield {
                "account_id": row["account_id"], "respondent_key": None, "survey_id": None, "response_id": None, "reason": reason,
                "region": known(row["region"]), "plan": known(row["plan"]), "value": float(row["value"]),
            }  # fmt: skip
        return
    start, end = (t.replace(tzinfo=None) for t in settings.calendar.bounds(week))
    relations = {"responses": lake.files(settings, "response", week, week)}
    bound = {"start_at": start, "end_at": end, "max_score": rule.max_score}
    answers = lake.ask(settings, "journey", "detractors", relations, bound).to_pylist()
    answers = [a for a in answers if not rule.surveys or a["survey_id"] in rule.surveys]
    for answer in sorted(answers, key=lambda a: (-values.get(a["account_id"], 0.0), a["score"], a["response_id"])):
        yield {**answer, "reason": f"score {answer['score']:g}", "value": values.get(answer["account_id"])}


def _values(settings: Settings, week: dt.date) -> dict[str | None, float]:
    found = book(settings, week)
    return {} if found is None else dict(zip(found.table["account_id"], found.table["value"].astype(float), strict=True))
