"""Who may change something on the page, and that they meant it: Airflow's permission, the form's own token, the same origin.

A browser sends the session cookie with a form of any site that the cookie's SameSite rule lets through. So a form carries a
token that is signed with Airflow's secret for one user and some hours, and the browser must not say that it comes from
elsewhere. A caller with a bearer token has no cookie that another site could use, and needs neither.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.base_auth_manager import ResourceMethod
from airflow.api_fastapi.auth.managers.models.base_user import BaseUser
from airflow.api_fastapi.auth.managers.models.resource_details import DagDetails
from airflow.configuration import conf
from airflow.models.dag import DagModel
from fastapi import HTTPException, Request
from itsdangerous import BadData, URLSafeTimedSerializer

DAG = "cx_weekly_report"
CHANGE: ResourceMethod = "PUT"  # the method that Airflow's auth managers ask: may this user edit the DAG?
TOKEN_SECONDS = 12 * 3600


def may_change(user: BaseUser) -> bool:
    """Whether the user may edit the DAG cx_weekly_report, and so the follow-ups that it opens."""
    details = DagDetails(id=DAG, team_name=DagModel.get_team_name(DAG))
    return bool(get_auth_manager().is_authorized_dag(method=CHANGE, details=details, user=user))


def token_for(user: BaseUser) -> str:
    """The token that a form of this user carries."""
    return _signer().dumps(user.get_id())


def check_form(request: Request, user: BaseUser, token: str) -> None:
    """Raises 403 unless the form was made by this page for this user in the last hours, and was sent from this page."""
    if request.headers.get("authorization", "").lower().startswith("bearer "):
        return
    if not from_here(request):
        raise HTTPException(403, "This was sent from another site. Open the page in Airflow and try again.")
    try:
        whose = _signer().loads(token, max_age=TOKEN_SECONDS)
    except BadData:
        whose = None
    if whose != user.get_id():
        raise HTTPException(403, "This form is too old or was made for somebody else. Load the page again.")


def from_here(request: Request) -> bool:
    """Whether nothing that the browser says speaks of another site. Behind a proxy Airflow's `base_url` counts too."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("origin")
    ours = {request.headers.get("host", ""), urlsplit(conf.get("api", "base_url", fallback="") or "").netloc}
    return origin is None or (urlsplit(origin).netloc or "null") in ours - {""}


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(conf.get_mandatory_value("api", "secret_key"), salt="cx.follow-ups")
