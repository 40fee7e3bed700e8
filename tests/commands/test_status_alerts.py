"""cxpulse status: the alerts that somebody was told of, then the figures that worsened with them, as a person reads them."""

from __future__ import annotations

import json
from typing import Any

from cxpulse.commands import status


def found(**more: Any) -> dict[str, Any]:
    alert = {"portfolio": "weekly", "week": "2026-11-14", "state": "open", "since": "2026-11-14", "n": 129, "explained_by": None} | more
    return alert | {"usual": 0.897312, "now": 0.69767} if "usual" not in more else alert


def test_one_story_and_what_worsened_with_it(monkeypatch, capsys):
    import cxpulse.jobs.status as job

    story = "csat_share|channel=app,touchpoint=delivery"
    alerts = [found(series=story), found(series="nps", explained_by=story, usual=None, now=None)]
    nothing: dict[str, Any] = {name: [] for name in ("attention", "sources", "freshness", "mutes", "archive", "deliveries")}
    monkeypatch.setattr(job, "status", lambda *_args, **_more: {**nothing, "zone": "UTC", "alerts": alerts})
    status.run(as_json=False)
    said = capsys.readouterr().out
    told, others = said.split("Worsened with an alert (1)")
    assert "Alerts (1)" in told
    assert "csat_share: channel app, touchpoint delivery" in told
    assert "0.8973" in told
    assert "0.69767" not in told
    assert others.count("csat_share: channel app, touchpoint delivery") == 1
    status.run(as_json=True)
    assert json.loads(capsys.readouterr().out)["alerts"][0]["now"] == 0.69767
