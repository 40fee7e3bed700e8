"""The folder outbox: a message becomes files that a person can open. Needs no connection, so it always works."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import DeliveryError
from cxpulse.delivery.messages import PICTURE, Connection, MailMessage, Message, Receipt, SlackMessage
from cxpulse.delivery.mime import as_bytes


def make(settings: Settings, _connection: Connection | None) -> FolderChannel:
    """The outbox below the data root."""
    return FolderChannel(settings.local_root / "outbox")


class FolderChannel:
    """outbox/mail/<label>-<key>.eml; outbox/slack/<label>-<key>.json, .txt and the picture. The key is cut to 8 characters."""

    name = "folder"

    def __init__(self, outbox: Path) -> None:
        self._outbox = outbox

    def send(self, message: Message) -> Receipt:
        """Writes the files, each put in place in one step; the receipt is the path of the .eml or .json.

        Raises DeliveryError when they cannot be written.
        """
        try:
            path = self._mail(message) if isinstance(message, MailMessage) else self._slack(message)
        except OSError as problem:
            raise DeliveryError(f"{self._outbox}: cannot write the message: {problem}") from problem
        return Receipt(str(path))

    def find(self, message: Message) -> Receipt:
        """What an interrupted try has left is simply written again: the same file twice is one message."""
        return self.send(message)

    def _mail(self, message: MailMessage) -> Path:
        return _put(self._outbox / "mail" / f"{_stem(message)}.eml", as_bytes(message))

    def _slack(self, message: SlackMessage) -> Path:
        folder, stem = self._outbox / "slack", _stem(message)
        if message.picture:
            _put(folder / f"{stem}.png", message.picture.data)
        _put(folder / f"{stem}.txt", message.plain.encode())
        text = json.dumps(_post(message), ensure_ascii=False, indent=1)
        return _put(folder / f"{stem}.json", text.encode())


def _stem(message: Message) -> str:
    """Nothing but letters, digits, dots and dashes, so that no label leads out of the folder."""
    label = re.sub(r"[^\w.-]+", "-", message.label).strip(".-")
    return f"{label[:100]}-{message.key[:8]}" if label else message.key


def _post(message: SlackMessage) -> dict[str, Any]:
    """What chat.postMessage would be given; the picture by its file name."""
    name = f"{_stem(message)}.png" if message.picture else ""
    blocks = json.loads(json.dumps(message.blocks).replace(json.dumps(PICTURE), json.dumps(name)))
    post: dict[str, Any] = {
        "channel": message.channel,
        "text": message.text,
        "blocks": blocks,
        "metadata": message.metadata,
    }
    return {**post, "thread_ts": message.thread} if message.thread else post


def _put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    aside.write_bytes(data)
    os.replace(aside, path)
    return path
