"""Zendesk's export API as far as it is used: cursor and time-based exports, cursor pages; records are the test's."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fakes.http_server import Reply, Request

LIMITS = ({"x-rate-limit": "700", "x-rate-limit-remaining": "699"}, {"rate-limit": "700", "rate-limit-remaining": "698", "rate-limit-reset": "9"}, {"ratelimit-limit": "700", "ratelimit-remaining": "697", "ratelimit-reset": "9"})


def seconds(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp())


def ticket(number: int, updated: str, **more: Any) -> dict[str, Any]:
    base = {"id": number, "requester_id": 5, "submitter_id": 5, "organization_id": None, "group_id": 1, "status": "open", "priority": "high", "via": {"channel": "email"}, "tags": [], "satisfaction_rating": None}
    return {**base, "created_at": "2026-11-20T10:00:00Z", "updated_at": updated, **more}


def changed(record: dict[str, Any]) -> str:
    """Events have only the time at which they happened."""
    return str(record.get("updated_at") or record["time"])


class Zendesk:
    """kinds: name -> records. page: records an answer; repeat: the last record of a page comes again on the next."""

    def __init__(self, *, page: int = 2, repeat: bool = False, **kinds: list[dict[str, Any]]) -> None:
        self.kinds, self.page, self.repeat, self._n = kinds, page, repeat, 0

    def __call__(self, request: Request) -> Reply:
        self._n += 1
        if not request.headers.get("authorization", "").startswith("Basic "):
            return Reply({"error": "Couldn't authenticate you"}, 401)
        last = request.path.removesuffix(".json").split("/")
        if last[-1] == "me":
            return Reply({"user": {"id": 1, "role": "admin"}})
        body = self._cursor(last[-2], request) if last[-1] == "cursor" else self._timed(last[-1], request) if "incremental" in last else self._listed(last[-1], request)
        return Reply(body, headers=LIMITS[self._n % 3])

    def _sorted(self, kind: str) -> list[dict[str, Any]]:
        return sorted(self.kinds.get(kind, []), key=lambda r: (changed(r), r["id"]))

    def _cursor(self, kind: str, request: Request) -> dict[str, Any]:
        """A cursor is the last change and id that were given."""
        time, _, number = request.query.get("cursor", "||").partition("||")
        start = int(request.query.get("start_time", 0))
        rest = [r for r in self._sorted(kind) if seconds(r["updated_at"]) >= start and (r["updated_at"], r["id"]) > (time, int(number or 0))]
        given = rest[: self.page]
        before = [r for r in self._sorted(kind) if (r["updated_at"], r["id"]) == (time, int(number or 0))] if self.repeat else []
        after = f"{given[-1]['updated_at']}||{given[-1]['id']}" if given else request.query.get("cursor")
        # a page may be shorter than asked for: only end_of_stream ends it
        return {kind: [*before, *given], "after_cursor": after, "after_url": "http://elsewhere.example/", "end_of_stream": len(rest) <= self.page}

    def _timed(self, kind: str, request: Request) -> dict[str, Any]:
        start = int(request.query["start_time"])
        rest = [r for r in self._sorted(kind) if seconds(changed(r)) >= start]
        given = rest[: self.page]
        end = seconds(changed(given[-1])) if given else start
        return {kind: given, "count": len(given), "end_time": end, "next_page": "http://elsewhere.example/", "end_of_stream": len(rest) <= self.page}

    def _listed(self, kind: str, request: Request) -> dict[str, Any]:
        start = int(request.query.get("start_time", 0))
        rest = [r for r in self.kinds.get(kind, []) if seconds(r["created_at"]) >= start]
        at = int(request.query.get("page[after]", 0))
        more = len(rest) > at + self.page
        return {kind: rest[at : at + self.page], "meta": {"has_more": more, "after_cursor": str(at + self.page)}, "links": {"next": "http://elsewhere.example/"}}
