"""The sample company's last export brings answers of the week before: that week is restated, as published and as of now."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from cxpulse.catalog.settings import load_settings
from cxpulse.core.weeks import Calendar
from cxpulse.jobs import measure, report
from cxpulse.jobs.ingest import ingest
from cxpulse.jobs.measure_published import publish
from cxpulse.samples.make import make_sample

LAST, BEFORE = dt.date(2026, 11, 14), dt.date(2026, 11, 7)
SURVEYS = ("nps", "nps_transactional", "csat_share")


def test_late_answers_restate_the_week_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exports, later = tmp_path / "exports", tmp_path / "later"
    make_sample(later, Calendar("Asia/Tehran", 5), end=LAST, weeks=4, seed=3, scale=0.1)
    for path in [*later.rglob("*.csv")]:
        if "2026-11-21" not in path.name:
            (exports / path.parent.name).mkdir(parents=True, exist_ok=True)
            shutil.move(path, exports / path.parent.name / path.name)
    monkeypatch.setenv("EXPORTS", str(exports))
    monkeypatch.setenv("CXPULSE_DATA", str(tmp_path / "var"))
    settings = load_settings()
    first = dt.datetime(2026, 11, 14, 6, tzinfo=dt.UTC)
    measure.measure(settings, touched=ingest(settings, sources=None, now=first)["touched"], now=first)
    publish(settings, BEFORE, now=first)
    then = {m.metric: m for m in measure.measurements(settings, [BEFORE], SURVEYS)}

    shutil.copytree(later, exports, dirs_exist_ok=True)
    second = first + dt.timedelta(weeks=1)
    touched = ingest(settings, sources=None, now=second)["touched"]
    assert BEFORE.isoformat() in touched["response"]
    measure.measure(settings, touched=touched, now=second)
    now = {m.metric: m for m in measure.measurements(settings, [BEFORE], SURVEYS)}
    told = {(r.metric, r.week): r for r in report.build(settings, "weekly", LAST).restatements}
    assert any(now[metric].n > then[metric].n for metric in SURVEYS)
    for metric in SURVEYS:
        if (restated := told.get((metric, BEFORE))) is not None:
            assert (restated.published, restated.now) == pytest.approx((then[metric].value, now[metric].value))
            assert restated.late_answers == now[metric].n - then[metric].n > 0
    assert told
