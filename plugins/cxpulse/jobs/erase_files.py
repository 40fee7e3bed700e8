"""Files that hold a person: raw exports, rejects, archived reports that quote a comment, and the exports folder."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from cxpulse.catalog.settings import Settings
from cxpulse.core.comments import printed
from cxpulse.core.pseudonym import normal_email
from cxpulse.jobs.measure_counting import store_of
from cxpulse.lake.erase import holds, raw_files
from cxpulse.lake.store import Store

SHORTEST = 12  # a comment of fewer characters ("ok", "good") is nobody's own words


def remove_raw(settings: Settings, hashes: Collection[str], email: str) -> list[str]:
    """Removes the raw exports with these hashes, and those that hold the address; gives their hashes."""
    store = store_of(settings)
    gone = []
    for path in raw_files(store):
        sha = path.rsplit("/", 1)[-1].split(".", 1)[0]
        if sha in hashes or _holds(store, path, email):
            store.remove(path)
            gone.append(sha)
    return gone


def rewrite_rejects(settings: Settings, email: str) -> list[str]:
    """Takes the lines that hold the address out of the lists of rejects; gives the files' names."""
    store, changed = store_of(settings), []
    texts = {email.strip().lower(), normal_email(email)}
    for name in store.names("rejects"):
        lines = store.get(f"rejects/{name}").decode("utf-8-sig").splitlines(keepends=True)
        kept = [line for line in lines if not any(text in line.lower() for text in texts)]
        if len(kept) < len(lines):
            store.put(f"rejects/{name}", "".join(kept).encode("utf-8-sig"))
            changed.append(name)
    return changed


def quotes_of(comments: Iterable[str]) -> set[str]:
    """These comments as they are printed, without those that are nobody's own words."""
    return {printed(text) for text in comments if len(text) >= SHORTEST}


def quoting(settings: Settings, shown: Collection[str]) -> list[Path]:
    """Folders of archived reports (any version) that print one of these quotes."""
    found = []
    for path in sorted((settings.local_root / "archive").rglob("model.json")) if shown else []:
        model: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if any(comment["text"] in shown for comment in model.get("comments", [])):
            found.append(path.parent)
    return found


def remove_reports(folders: Iterable[Path]) -> list[str]:
    """Removes the files of these versions; a rendering without the comment can be made again. Gives what they were."""
    gone = []
    for folder in folders:
        for path in folder.iterdir():
            if path.is_file():
                path.unlink()
        gone.append("/".join(folder.parts[folder.parts.index("archive") + 1 :]))
    return gone


def exports_holding(settings: Settings, email: str) -> list[str]:
    """Files of the exports folder that hold the address. They are the users' own: told, not changed."""
    root = settings.exports_root
    files = sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else []
    return [p.relative_to(root).as_posix() for p in files if holds(p, email) or holds(p, normal_email(email))]


def _holds(store: Store, path: str, email: str) -> bool:
    texts = {email.strip(), normal_email(email)}
    if store.is_local:
        return any(holds(Path(store.at(path)), text) for text in texts)
    with tempfile.NamedTemporaryFile() as copy:
        store.filesystem().get_file(store.at(path), copy.name)
        return any(holds(Path(copy.name), text) for text in texts)
