"""The one plugin file: what CX Pulse adds to Airflow.

It is loaded in every Airflow process, so it imports next to nothing: the page is built on its first request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from airflow.plugins_manager import AirflowPlugin

from cxpulse.schedule.macros import week_name
from cxpulse.schedule.report_link import ReportLink
from cxpulse.schedule.week_timetable import WeekTimetable


class Lazy:
    """An ASGI application that is made on its first request; importing Airflow's API security costs 3 s a process."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hands the request on."""
        if self._app is None:
            self._app = self._make()
        await self._app(scope, receive, send)


def make_page() -> Any:
    """The page, introduced to the jobs that know what to show on it."""
    from cxpulse.jobs import follow_ups_page, page
    from cxpulse.web.app import make_app
    from cxpulse.web.follow_ups_app import FollowUpJobs

    follow_ups = FollowUpJobs(follow_ups_page.waiting, follow_ups_page.change, follow_ups_page.csv_text)
    return make_app(page.overview, page.report_file, follow_ups)


class CXPulsePlugin(AirflowPlugin):
    """Timetable, page in the UI, link from a task to its reports, macro."""

    name = "cx"
    timetables = [WeekTimetable]  # noqa: RUF012  Airflow reads plain class attributes
    macros = [week_name]  # noqa: RUF012
    operator_extra_links = [ReportLink()]  # noqa: RUF012
    fastapi_apps = [{"name": "CX Pulse", "app": Lazy(make_page), "url_prefix": "/cx"}]  # noqa: RUF012
    external_views = [  # noqa: RUF012
        {"name": "CX Pulse", "href": "cx/", "destination": "nav", "url_route": "cx", "nav_top_level": True, "icon": "/cx/icon.svg"},
        {"name": "CX report", "href": "cx/?run={RUN_ID}&dag={DAG_ID}", "destination": "dag_run", "url_route": "cx_report"},
    ]
