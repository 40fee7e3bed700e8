"""Registered fixes judged by weekly answers of a hand-made lake."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import yaml

from cxpulse.core.errors import ConfigurationError
from cxpulse.jobs.initiatives import judged
from cxpulse.jobs.measure import measure
from lake_fixtures import answer, put, settings

START = dt.date(2026, 3, 2)
WEEKS = [START + dt.timedelta(weeks=i) for i in range(-30, 8)]
LAST = WEEKS[-1]
CSAT = {"survey_id": "csat", "survey_kind": "transactional", "scale": "csat", "scale_min": 1, "scale_max": 5, "satisfied_from": 4}


@pytest.fixture
def config(tmp_path: Path, monkeypatch):
    (tmp_path / "config" / "initiatives").mkdir(parents=True)
    monkeypatch.setenv("CXPULSE_CONFIG", str(tmp_path / "config"))
    register(tmp_path)
    return settings(tmp_path)


def register(root: Path, **more):
    told = {"title": {"en": "Faster returns"}, "started": START, "metric": "csat_share", "segment": {"touchpoint": "returns"}, **more}
    (root / "config" / "initiatives" / "returns.yaml").write_text(yaml.safe_dump(told))


def company(config, lift: float, n: int = 60):
    """60 answers a week of returns and of everything else; `lift` is the true effect on the share satisfied."""
    rng = np.random.default_rng(3)
    for week in WEEKS:
        shock = rng.normal(0, 0.03)  # shared by all: the comparison must not be moved by it
        rows = []
        for touchpoint, effect in (("returns", lift if week >= START else 0.0), ("delivery", 0.0)):
            good = rng.random(n) < 0.6 + shock + effect
            rows += [answer(f"{week} 10:00:00", 5 if g else 1, touchpoint=touchpoint, **CSAT) for g in good]
        put(config, "response", week.isoformat(), rows)
    measure(config, touched=None, now=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))


@pytest.mark.parametrize(("lift", "verdict"), [(0.3, "improved"), (0.0, "no_clear_change"), (-0.3, "worse")])
def test_the_verdict_follows_the_truth(config, lift, verdict):
    company(config, lift)
    (found,) = judged(config, LAST)
    assert found.effect.verdict == verdict
    assert (found.weeks_after, found.answers, found.waiting) == (8, 480, False)
    assert found.effect.effect == pytest.approx(100 * lift, abs=10)


def test_before_eight_weeks_and_with_few_answers_there_is_no_verdict(config):
    company(config, 0.3, n=12)
    (early,) = judged(config, START + dt.timedelta(weeks=3))
    assert (early.waiting, early.weeks_after, early.effect.verdict) == (True, 4, "too_few_answers")
    (few,) = judged(config, LAST)
    assert (few.answers, few.effect.verdict) == (96, "too_few_answers")
    assert judged(config, START - dt.timedelta(weeks=1)) == []


def test_a_fix_that_began_in_the_middle_of_a_week(config, tmp_path):
    register(tmp_path, started=START - dt.timedelta(days=3))
    company(config, 0.3)
    assert judged(config, LAST)[0].weeks_after == 8  # the week of its beginning is on neither side


@pytest.mark.parametrize(
    ("more", "message"),
    [({"metric": "first_reply_median"}, "field 'metric'"), ({"metric": "churn_rate"}, "field 'segment'"), ({"segment": {}}, "segment")],
)
def test_what_cannot_be_judged_is_said_with_its_field(config, tmp_path, more, message):
    register(tmp_path, **more)
    with pytest.raises(ConfigurationError, match=message):
        judged(config, LAST)
