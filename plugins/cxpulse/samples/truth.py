"""What was put into the sample on purpose, in words and numbers."""

from __future__ import annotations

from typing import Any

from cxpulse.samples import company as c
from cxpulse.samples.answers import CORRECTED_SHARE, LATE_SHARE
from cxpulse.samples.plan import DROP_AGES, DROP_POINTS, MIX_AGES, Plan


def injected(plan: Plan) -> dict[str, Any]:
    """The part of the truth that is known before anything is drawn."""
    mixed = [plan.weeks[-1 - a].isoformat() for a in MIX_AGES if len(plan.weeks) > MIX_AGES[0]]
    dropped = [plan.weeks[-1 - a].isoformat() for a in sorted(DROP_AGES, reverse=True) if a < len(plan.weeks)]
    special = {
        plan.weeks[i].isoformat(): sorted(plan.special(i)) for i in range(len(plan.weeks)) if plan.special(i)
    }
    return {
        "company": "Novin Home",
        "made_with": {
            "seed": plan.seed, "scale": plan.scale, "weeks": len(plan.weeks), "end": plan.weeks[-1].isoformat(),
            "first_week": plan.weeks[0].isoformat(), "zone": plan.calendar.zone,
        },
        "drop": {
            "weeks": dropped, "segment": {"touchpoint": "delivery", "channel": "app"}, "nps_points": -DROP_POINTS,
            "csat_share_points": round(-DROP_POINTS * 0.65, 2), "effort_share_points": -DROP_POINTS / 2,
            "tickets": {"touchpoint": "delivery", "volume_factor": 1.9, "first_reply_factor": 2.2, "other_first_reply_factor": 1.3, "reopen_rate": 0.14, "good_share_points_in_app": -35.0},
            "why": "the courier partner changed",
        },
        "mix_shift": {
            "weeks": mixed, "dimension": "channel", "value": "call_centre",
            "share_from": float(c.CHANNEL_SHARE[c.CALL_CENTRE]), "share_to": float(2 * c.CHANNEL_SHARE[c.CALL_CENTRE]),
            "why": "the call centre asked after each call; no segment became worse",
        },
        "special_weeks": special,
        "late": {"share": LATE_SHARE, "how": "answered in a week, but only in the export taken a week after it"},
        "corrected": {"share": CORRECTED_SHARE, "surveys": ["touchpoint_nps", "touchpoint_csat"]},
        "exports": [
            {"day": w.day.isoformat(), "first_new_week": plan.weeks[w.first].isoformat(), "last_week": plan.weeks[w.last].isoformat()}
            for w in plan.windows
        ],
    }  # fmt: skip
