"""A Slack Web API on loopback that speaks what the real SDK speaks, holds Block Kit's limits, and can misbehave."""

from __future__ import annotations

import http.server
import json
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

TOKEN = "xoxb-test-token"

MODES = ("429", "500", "500_after", "slow_after", "drop_after", "drop_before", "not_json", "internal_error")
"""What a post may meet. *_after: the message is taken and the answer goes wrong; the others take nothing."""


class FakeSlack:
    """One workspace. fail: method -> list of modes, used up one per call; posts: what each channel holds, newest last."""

    def __init__(self) -> None:
        self.channels: dict[str, list[dict[str, Any]]] = {"C0CXALERTS": [], "C0CXWEEKLY": []}
        self.files: dict[str, bytes] = {}
        self.completed: set[str] = set()
        self.fail: dict[str, list[str]] = {}
        self.calls: list[str] = []
        self.slow_s = 0.8
        self.url = ""
        self.lock = threading.Lock()

    def posts(self, channel: str = "C0CXALERTS") -> list[dict[str, Any]]:
        """All posts of a channel, threads included."""
        return self.channels[channel]

    def answer(self, method: str, given: dict[str, Any], token: str) -> dict[str, Any]:
        """What a method gives."""
        if token != f"Bearer {TOKEN}":
            return {"ok": False, "error": "invalid_auth"}
        handler = getattr(self, "do_" + method.replace(".", "_"), None)
        return handler(given) if handler else {"ok": False, "error": "unknown_method"}

    def do_auth_test(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "team": "Novin", "user": "cxpulse"}

    def do_files_getUploadURLExternal(self, given: dict[str, Any]) -> dict[str, Any]:
        if not given.get("filename") or int(given.get("length", 0)) <= 0:
            return {"ok": False, "error": "invalid_arguments"}
        file_id = f"F{len(self.files) + 1:08d}"
        self.files[file_id] = b""
        return {"ok": True, "file_id": file_id, "upload_url": f"{self.url}upload/{file_id}"}

    def do_files_completeUploadExternal(self, given: dict[str, Any]) -> dict[str, Any]:
        wanted = json.loads(given["files"])
        if any(not self.files.get(f["id"]) for f in wanted):
            return {"ok": False, "error": "file_not_found"}
        self.completed |= {f["id"] for f in wanted}
        return {"ok": True, "files": [{"id": f["id"], "title": f.get("title")} for f in wanted]}

    def do_chat_postMessage(self, given: dict[str, Any]) -> dict[str, Any]:
        channel = self.channels.get(given.get("channel", ""))
        if channel is None:
            return {"ok": False, "error": "channel_not_found"}
        if given.get("thread_ts") and all(p["ts"] != given["thread_ts"] for p in channel):
            return {"ok": False, "error": "thread_not_found"}
        wrong = self._wrong_blocks(given.get("blocks") or [])
        if wrong:
            return {"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": wrong}}
        with self.lock:
            ts = f"1764061200.{len(self.channels['C0CXALERTS']) + len(self.channels['C0CXWEEKLY']) + 1:06d}"
            channel.append({**given, "ts": ts})
        return {"ok": True, "channel": given["channel"], "ts": ts, "message": {"text": given.get("text")}}

    def do_conversations_history(self, given: dict[str, Any]) -> dict[str, Any]:
        found = [p for p in self.channels[given["channel"]] if not p.get("thread_ts")]
        return self._page(found[::-1], given)

    def do_conversations_replies(self, given: dict[str, Any]) -> dict[str, Any]:
        found = [p for p in self.channels[given["channel"]] if given["ts"] in (p["ts"], p.get("thread_ts"))]
        return self._page(found, given)

    def _page(self, posts: list[dict[str, Any]], given: dict[str, Any]) -> dict[str, Any]:
        start, size = int(given.get("cursor") or 0), int(given.get("limit", 100))
        shown = [dict(p) for p in posts[start : start + size]]
        if str(given.get("include_all_metadata", "")).lower() not in ("1", "true"):
            for post in shown:
                post.pop("metadata", None)
        more = str(start + size) if start + size < len(posts) else ""
        return {"ok": True, "messages": shown, "response_metadata": {"next_cursor": more}}

    def _wrong_blocks(self, blocks: list[dict[str, Any]]) -> list[str]:
        wrong = ["more than 50 blocks"] if len(blocks) > 50 else []
        for block in blocks:
            wrong += _wrong_block(block)
            file_id = (block.get("slack_file") or {}).get("id")
            if file_id is not None and file_id not in self.completed:
                wrong.append(f"slack_file {file_id} is not there")
        return wrong


def _wrong_block(block: dict[str, Any]) -> list[str]:
    """What Slack's reference forbids, for the kinds of blocks that are used."""
    wrong: list[str] = []

    def text(value: dict[str, Any] | None, limit: int, where: str) -> None:
        if not value or not 1 <= len(value.get("text", "")) <= limit:
            wrong.append(f"{where}: text must have 1 to {limit} characters")

    match block.get("type"):
        case "header":
            text(block.get("text"), 150, "header")
            if block["text"]["type"] != "plain_text":
                wrong.append("header: plain_text only")
        case "section":
            if "text" not in block and not block.get("fields"):
                wrong.append("section: text or fields")
            if "text" in block:
                text(block["text"], 3000, "section")
            if len(block.get("fields", [])) > 10:
                wrong.append("section: more than 10 fields")
            for one in block.get("fields", []):
                text(one, 2000, "field")
        case "context":
            if not 1 <= len(block.get("elements", [])) <= 10:
                wrong.append("context: 1 to 10 elements")
            for one in block.get("elements", []):
                text(one, 3000, "context")
        case "image":
            if not 1 <= len(block.get("alt_text", "")) <= 2000:
                wrong.append("image: alt_text of 1 to 2000 characters")
            if ("slack_file" in block) == ("image_url" in block):
                wrong.append("image: slack_file or image_url")
        case "actions":
            if not 1 <= len(block.get("elements", [])) <= 25:
                wrong.append("actions: 1 to 25 elements")
            for one in block.get("elements", []):
                text(one.get("text"), 75, "button")
                if len(one.get("url", "")) > 3000:
                    wrong.append("button: url over 3000 characters")
        case "divider":
            pass
        case other:
            wrong.append(f"unknown block {other!r}")
    return wrong


def _handler(slack: FakeSlack) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def log_message(self, *_: Any) -> None:
            """Stay quiet."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            address = urllib.parse.urlsplit(self.path)
            method = address.path.rsplit("/", 1)[-1]
            slack.calls.append(method)
            if "/upload/" in address.path:
                slack.files[method] = body
                self._say(200, b"OK - done", "text/plain")
                return
            mode = slack.fail[method].pop(0) if slack.fail.get(method) else ""
            if mode and self._before(mode):
                return
            answer = slack.answer(
                method, self._given(address.query, body), self.headers.get("authorization", "")
            )
            self._after(mode, answer)

        do_GET = do_POST

        def _given(self, query: str, body: bytes) -> dict[str, Any]:
            given: dict[str, Any] = dict(urllib.parse.parse_qsl(query))
            if "json" in self.headers.get("content-type", ""):
                return {**given, **json.loads(body or b"{}")}
            return {**given, **dict(urllib.parse.parse_qsl(body.decode()))}

        def _before(self, mode: str) -> bool:
            if mode.startswith("429"):
                seconds = mode.partition(":")[2] or "0"
                self._say(429, b'{"ok": false, "error": "ratelimited"}', extra=("Retry-After", seconds))
            elif mode == "500":
                self._say(500, b"<html>oops</html>", "text/html")
            elif mode == "internal_error":
                self._say(200, b'{"ok": false, "error": "internal_error"}')
            elif mode == "not_json":
                self._say(200, b"<html>a proxy's page</html>", "text/html")
            elif mode == "drop_before":
                self.connection.close()
            elif mode not in ("500_after", "slow_after", "drop_after"):
                self._say(200, json.dumps({"ok": False, "error": mode}).encode())
            else:
                return False
            return True

        def _after(self, mode: str, answer: dict[str, Any]) -> None:
            if mode == "drop_after":
                self.connection.close()
            elif mode == "500_after":
                self._say(500, b"<html>oops</html>", "text/html")
            else:
                if mode == "slow_after":
                    time.sleep(slack.slow_s)
                self._say(200, json.dumps(answer).encode())

        def _say(
            self,
            status: int,
            body: bytes,
            kind: str = "application/json",
            extra: tuple[str, str] | None = None,
        ) -> None:
            try:
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                if extra:
                    self.send_header(*extra)
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                return  # the client has given up waiting

    return Handler


@contextmanager
def slack_server() -> Iterator[FakeSlack]:
    """A workspace that answers while the block runs; `url` is the SDK's base_url."""
    slack = FakeSlack()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(slack))
    server.daemon_threads = True
    slack.url = f"http://127.0.0.1:{server.server_port}/api/"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield slack
    finally:
        server.shutdown()
        server.server_close()
