"""Writes a rendered report into the archive, each file put in place in one step, and finds versions again.

archive/<report>/<week>/<lang>/ holds the newest version: model.json, report.pdf, figures.xlsx, card.png, meta.json.
When it becomes another, what was there is kept in versions/<first 12 characters of its PDF's hash>/ below it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cxpulse.catalog.project import project_root, templates_dir
from cxpulse.catalog.reports import Report
from cxpulse.catalog.settings import Settings

MODEL, PDF, FIGURES, CARD, META = "model.json", "report.pdf", "figures.xlsx", "card.png", "meta.json"
FILES = (MODEL, PDF, FIGURES, CARD, META)


def folder_of(settings: Settings, report: str, week: dt.date, language: str) -> Path:
    """Folder of the newest version."""
    return settings.local_root / "archive" / report / week.isoformat() / language


def version_folder(settings: Settings, report: str, week: dt.date, language: str, pdf_sha256: str) -> Path | None:
    """Folder of one version by its PDF's hash; None when its files are gone or no longer what they were."""
    newest = folder_of(settings, report, week, language)
    for folder in (newest, newest / "versions" / pdf_sha256[:12]):
        if sha_of(folder / PDF) == pdf_sha256:
            return folder
    return None


def read_meta(folder: Path) -> dict[str, Any]:
    """meta.json of a folder; {} when there is none."""
    try:
        found: dict[str, Any] = json.loads((folder / META).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def is_current(folder: Path, model_sha256: str, design: str) -> bool:
    """Whether the folder already holds this model drawn in this design, every file whole."""
    meta = read_meta(folder)
    if (meta.get("model_sha256"), meta.get("design")) != (model_sha256, design):
        return False
    files: dict[str, str] = meta.get("files", {})
    return set(files) == set(FILES) - {META} and all(sha_of(folder / name) == sha for name, sha in files.items())


def write(folder: Path, files: Mapping[str, bytes], meta: Mapping[str, Any]) -> dict[str, Any]:
    """Puts the files and meta.json (last: it says that all is there) in place, the older version aside. Returns meta."""
    folder.mkdir(parents=True, exist_ok=True)
    old = sha_of(folder / PDF)
    if old and old != hashlib.sha256(files[PDF]).hexdigest():
        _put_aside(folder, old)
    for name, content in files.items():
        _replace(folder / name, content)
    full = {**meta, "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}}
    _replace(folder / META, json.dumps(full, ensure_ascii=False, indent=1, sort_keys=True).encode())
    return full


def _put_aside(folder: Path, pdf_sha256: str) -> None:
    aside = folder / "versions" / pdf_sha256[:12]
    aside.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        if (folder / name).exists():
            _replace(aside / name, (folder / name).read_bytes())


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    os.replace(beside, path)


def sha_of(path: Path) -> str:
    """SHA-256 of a file in hexadecimal; '' when it is not there."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def design_version(report: Report) -> str:
    """Twelve hexadecimal characters that change with templates, words, fonts, the code that draws, the paper, or the brand."""
    paper = [_drawing(), report.page_size, sorted(report.calendar.items()), sorted(report.digits.items()), report.brand.fingerprint()]
    return hashlib.sha256(json.dumps(paper).encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def _drawing() -> str:
    code = project_root() / "plugins" / "cxpulse"
    drawn_by = [*code.glob("rendering/**/*.py"), code / "catalog" / "language.py", code / "core" / "locale.py", code / "core" / "text.py"]
    digest = hashlib.sha256()
    for path in sorted(p for p in [*templates_dir().rglob("*"), *drawn_by] if p.is_file()):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
