"""HubSpot's search, Salesforce's queries and Request Tracker's tickets, as far as they are used; records are the test's."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from fakes.http_server import Reply, Request


def _millis(text: str) -> int:
    return round(dt.datetime.fromisoformat(text).timestamp() * 1000)


class HubSpot:
    """kinds: kind -> records as {"id", "changed", properties...}. after_page: called after each answer."""

    def __init__(self, **kinds: list[dict[str, Any]]) -> None:
        self.kinds, self.after_page = kinds, lambda: None

    def __call__(self, request: Request) -> Reply:
        if request.headers.get("authorization") != "Bearer http-secret":
            return Reply({"status": "error", "message": "Authentication credentials not found"}, 401)
        kind = request.path.split("/")[4]
        if request.method == "GET":
            return Reply({"results": []})
        asked = request.body
        rule, order = asked["filterGroups"][0]["filters"][0], asked["sorts"][0]
        assert (rule["operator"], order["direction"]) == ("GTE", "ASCENDING")
        found = sorted((r for r in self.kinds[kind] if _millis(r["changed"]) >= int(rule["value"])), key=lambda r: _millis(r["changed"]))
        at = int(asked.get("after", 0))
        if at >= 10_000:
            return Reply({"message": "paging goes to 10,000"}, 400)
        results = [
            {
                "id": r["id"], "createdAt": "2026-11-01T00:00:00Z", "updatedAt": r["changed"], "archived": False,
                "properties": {**{p: r.get(p) for p in asked["properties"]}, order["propertyName"]: r["changed"]},
            }
            for r in found[at : at + asked["limit"]]
        ]  # fmt: skip
        more = {"paging": {"next": {"after": str(at + asked["limit"])}}} if len(found) > at + asked["limit"] else {}
        self.after_page()
        return Reply({"total": len(found), "results": results, **more})


class Salesforce:
    """records of one object, with Id and SystemModstamp; two an answer."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        self.records, self.result = records, list[dict[str, Any]]()

    def __call__(self, request: Request) -> Reply:
        if request.path == "/services/oauth2/token":
            good = request.body == {"grant_type": "client_credentials", "client_id": "ada@novin.example", "client_secret": "http-secret"}
            return Reply({"access_token": "token-1"}) if good else Reply({"error": "invalid_client"}, 400)
        if request.headers.get("authorization") != "Bearer token-1":
            return Reply([{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}], 401)
        if "sobjects" in request.path:
            return Reply({"objectDescribe": {}})
        if request.path.endswith("/queryAll"):
            start = re.search(r"SystemModstamp >= (\S+)", request.query["q"])
            assert start
            found = [r for r in self.records if _millis(r["SystemModstamp"]) >= _millis(start[1])]
            self.result = sorted(found, key=lambda r: (r["SystemModstamp"], r["Id"]))
            at = 0
        else:
            at = int(request.path.rpartition("-")[2])
        body: dict[str, Any] = {"totalSize": len(self.result), "done": at + 2 >= len(self.result)}
        body["records"] = [{"attributes": {"type": "Account"}, **r} for r in self.result[at : at + 2]]
        if not body["done"]:
            body["nextRecordsUrl"] = f"/services/data/v62.0/query/01g-{at + 2}"
        return Reply(body)


class RequestTracker:
    """tickets with id and LastUpdated; searches read times in `hours` east of UTC. after_page: called after each answer."""

    def __init__(self, tickets: list[dict[str, Any]], hours: float = 0) -> None:
        self.tickets, self.zone, self.after_page = tickets, dt.timezone(dt.timedelta(hours=hours)), lambda: None

    def __call__(self, request: Request) -> Reply:
        if request.headers.get("authorization") != "token http-secret":
            return Reply({"message": "Unauthorized"}, 401)
        query, per_page, page = request.query["query"], int(request.query["per_page"]), int(request.query["page"])
        start = re.search(r"LastUpdated >= '([^']+)'", query)
        lowest = dt.datetime.fromisoformat(start[1]).replace(tzinfo=self.zone) if start else dt.datetime.min.replace(tzinfo=dt.UTC)
        found = sorted((t for t in self.tickets if dt.datetime.fromisoformat(t["LastUpdated"]) >= lowest), key=lambda t: t["LastUpdated"])
        items = found[(page - 1) * per_page : page * per_page]
        pages = -(-len(found) // per_page)
        self.after_page()
        return Reply({"count": len(items), "page": page, "pages": pages, "per_page": per_page, "total": len(found), "items": items})
