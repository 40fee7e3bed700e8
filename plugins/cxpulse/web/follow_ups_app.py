"""The addresses of the follow-ups: the list, the CSV to work from, and the one that takes what a person did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_dag
from fastapi import Depends, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from cxpulse.catalog.language import language_codes
from cxpulse.core.errors import InputError
from cxpulse.web.follow_ups import follow_ups_html
from cxpulse.web.guard import CHANGE, DAG, check_form, may_change, token_for

STATUS = {"conflict": 409, "gone": 404, "wrong": 400}


@dataclass(frozen=True, slots=True)
class FollowUpJobs:
    """What the page asks others to do. waiting(owner, everything=): the list; change(key, action, by=, seen=, note=, owner=):
    what came of it, raises InputError; as_csv(owner, everything=): the list as CSV text."""

    waiting: Callable[..., dict[str, Any]]
    change: Callable[..., dict[str, Any]]
    as_csv: Callable[..., str]


def add_follow_ups(app: FastAPI, jobs: FollowUpJobs, headers: dict[str, str]) -> None:
    """Adds the addresses to the page's application, which lets only readers in."""
    shown = {**headers, "Referrer-Policy": "same-origin"}  # with none at all a browser hides where its own form comes from

    def html(user: Any, lang: str, owner: str, everything: bool, notice: dict[str, Any] | None) -> HTMLResponse:
        code = lang if lang in language_codes() else "en"
        token = token_for(user) if may_change(user) else None
        text = follow_ups_html(jobs.waiting(owner or None, everything=everything), code, token=token, notice=notice)
        return HTMLResponse(text, STATUS.get((notice or {}).get("result", ""), 200), headers=shown)

    @app.get("/follow-ups", response_class=HTMLResponse)
    def page(user: GetUserDep, lang: str = "en", owner: str = "", everything: bool = False, saved: str = "") -> HTMLResponse:
        return html(user, lang, owner, everything, {"result": "done", "key": saved} if saved else None)

    @app.get("/follow-ups.csv")
    def table(owner: str = "", everything: bool = False) -> Response:
        text = jobs.as_csv(owner or None, everything=everything)
        told = {**headers, "Content-Disposition": 'attachment; filename="follow-ups.csv"'}
        return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=told)

    @app.post("/follow-ups", dependencies=[Depends(requires_access_dag(CHANGE, param_dag_id=DAG))])
    def change(
        request: Request,
        user: GetUserDep,
        key: Annotated[str, Form(max_length=24)],
        action: Annotated[str, Form(max_length=20)],
        seen: Annotated[str, Form(max_length=12)],
        token: Annotated[str, Form(max_length=500)] = "",
        note: Annotated[str, Form(max_length=2000)] = "",
        to: Annotated[str, Form(max_length=1000)] = "",
        lang: Annotated[str, Form(max_length=8)] = "en",
        owner: Annotated[str, Form(max_length=200)] = "",
        everything: Annotated[bool, Form()] = False,
    ) -> Response:
        check_form(request, user, token)
        try:
            made = jobs.change(key, action, by=user.get_name(), seen=seen, note=note, owner=to)
        except InputError:
            made = {"result": "wrong"}
        if made["result"] in STATUS:
            return html(user, lang, owner, everything, {**made, "key": key})
        back = {"lang": lang, "owner": owner, "everything": "1" if everything else "", "saved": key}
        return RedirectResponse(f"follow-ups?{urlencode({k: v for k, v in back.items() if v})}#f-{key}", 303, headers=shown)
