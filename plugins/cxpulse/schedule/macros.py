"""What templates in DAGs may use, as {{ macros.cx.week_name(...) }}."""

from __future__ import annotations

import datetime as dt

from cxpulse.catalog.settings import load_settings


def week_name(instant: dt.datetime) -> str:
    """First day of the business week that an aware instant falls into, as ISO text. In Tehran: 2026-11-20T20:30Z -> 2026-11-21."""
    return load_settings().calendar.week_of(instant).isoformat()
