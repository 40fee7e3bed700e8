"""What must be on this machine: words, fonts, the library that lays out text, a place for data, the state database."""

from __future__ import annotations

import ctypes.util
import os
import tempfile
from collections.abc import Iterator

from cxpulse.catalog.project import templates_dir
from cxpulse.catalog.settings import load_settings
from cxpulse.jobs.doctor_line import FAIL, OK, WARN, Line

LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
INSTALL = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def languages() -> Iterator[Line]:
    """Every catalogue has every message that any other has, none of them fuzzy or empty."""
    from babel.messages.pofile import read_po

    entries: dict[str, set[tuple[str, str]]] = {}
    for path in sorted((templates_dir() / "locale").glob("*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, abort_invalid=True)
        source = dict(catalog.mime_headers).get("X-Source") == "yes"
        done = {_key(m) for m in catalog if m.id and not m.fuzzy and (source or _complete(m.string))}
        wrong = len([m for m in catalog if m.id]) - len(done)
        if wrong:
            yield Line("languages", FAIL, f"{path.name}: {wrong} messages are fuzzy or empty", "translate them")
        if not source:
            entries[path.stem] = done
    everything: set[tuple[str, str]] = set().union(*entries.values())
    for code, done in entries.items():
        for context, msgid in sorted(everything - done)[:5]:
            yield Line("languages", FAIL, f"{code}.po lacks {msgid!r}" + f" ({context})" * bool(context), "translate it")
    yield Line("languages", OK, f"{', '.join(['en', *entries])}: {len(everything)} messages")


def _key(message: object) -> tuple[str, str]:
    msgid = getattr(message, "id", "")
    return (getattr(message, "context", None) or "", msgid[0] if isinstance(msgid, (tuple, list)) else msgid)


def _complete(string: object) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


def fonts() -> Iterator[Line]:
    """The fonts that the templates name lie in the project."""
    files = [p for p in (templates_dir() / "fonts").rglob("*") if p.suffix in (".ttf", ".otf", ".woff2", ".woff")]
    if not files:
        yield Line("fonts", FAIL, f"no font in {templates_dir() / 'fonts'}", "check the project out again: the fonts are part of it")
        return
    yield Line("fonts", OK, f"{len(files)} font files")


def text_layout() -> Iterator[Line]:
    """Pango and HarfBuzz can be loaded: without them there is no PDF."""
    lost = [name for name in LIBRARIES if ctypes.util.find_library(name) is None]
    if lost:
        yield Line("text layout", FAIL, f"not found: {', '.join(lost)}", INSTALL)
        return
    yield Line("text layout", OK, "Pango and HarfBuzz are there")


def data_root() -> Iterator[Line]:
    """The data root exists or can be made, and can be written to."""
    root = load_settings().local_root
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=root):
            pass
    except OSError as problem:
        yield Line("data root", FAIL, f"{root}: {problem.strerror}", "make it writable, or name another in data_root or CXPULSE_DATA")
        return
    free = os.statvfs(root).f_bavail * os.statvfs(root).f_frsize / 1e9
    if free < 1:
        yield Line("data root", WARN, f"{root}: {free:.1f} GB free", "make room: a report and its raw exports need space")
        return
    yield Line("data root", OK, f"{root}, {free:.0f} GB free")


def state_database() -> Iterator[Line]:
    """The state database answers."""
    from sqlalchemy import text
    from sqlalchemy.engine import make_url

    from cxpulse.state.base import session_factory

    url = load_settings().state_database
    shown = make_url(url).render_as_string(hide_password=True)
    try:
        with session_factory(url).begin() as session:
            session.execute(text("SELECT 1"))
    except Exception as problem:
        yield Line("state database", FAIL, f"{shown}: {type(problem).__name__}", "check state_url, CXPULSE_STATE_URL and that the server runs")
        return
    yield Line("state database", OK, shown)
