"""What must be on this machine: words, fonts, the library that lays out text, a place for data, the state database."""

from __future__ import annotations

import ctypes.util
import os
import tempfile
from collections.abc import Iterator

from cxpulse.catalog.language import language_codes, load_language
from cxpulse.catalog.project import templates_dir
from cxpulse.catalog.settings import load_settings
from cxpulse.jobs.doctor_line import FAIL, OK, WARN, Line

LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
INSTALL = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def languages() -> Iterator[Line]:
    """Every catalogue has every message that any other has, none of them fuzzy or empty (such ones do not count)."""
    found = [load_language(code) for code in language_codes()]
    translated = {lang.code: set(lang.messages) for lang in found if not lang.source}
    everything: set[tuple[str, str]] = set().union(*translated.values())
    for code, done in translated.items():
        lost = sorted(everything - done)
        if lost:
            some = "; ".join(repr(msgid) for _, msgid in lost[:3])
            yield Line("languages", FAIL, f"{code}.po lacks {len(lost)} messages: {some}", "translate them (no fuzzy, no empty one)")
    if not found:
        yield Line("languages", FAIL, f"no catalogue in {templates_dir() / 'locale'}", "check the project out again")
        return
    yield Line("languages", OK, f"{', '.join(lang.code for lang in found)}; {len(everything)} messages")


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


def lake() -> Iterator[Line]:
    """Where the data root is an object store: a small file can be written there, read and removed."""
    from cxpulse.lake.store import lake_store

    settings = load_settings()
    store = lake_store(settings.data_root, settings.local_root)
    if store.is_local:
        yield Line("lake", OK, "in the data root's folder")
        return
    try:
        store.put("doctor.txt", b"well")
        well = store.get("doctor.txt") == b"well"
        store.remove("doctor.txt")
    except Exception as problem:
        remedy = "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL (or the machine's role), and install the extra: uv pip install '.[s3]'"
        yield Line("lake", FAIL, f"{store.root}: {type(problem).__name__}: {' '.join(str(problem).split())[:200]}", remedy)
        return
    yield Line("lake", OK if well else FAIL, f"{store.root} can be written and read" if well else f"{store.root} gives back other bytes than were written")


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


def shared() -> Iterator[Line]:
    """Where the lake is an object store, other machines may use it too: then state and the pseudonyms' key must not lie on this one."""
    from cxpulse.lake.secret import VARIABLE
    from cxpulse.lake.store import lake_store

    settings = load_settings()
    if lake_store(settings.data_root, settings.local_root).is_local:
        return
    if settings.state_database.startswith("sqlite"):
        text = "the lake is in an object store, but deliveries, alert states and the ingest log are in a file of this machine"
        yield Line("shared", WARN, text, "name one database for all machines in state_url or CXPULSE_STATE_URL")
    if not os.environ.get(VARIABLE):
        text = "the lake is in an object store, but the key of the pseudonyms is a file of this machine: another would give a person another pseudonym"
        yield Line("shared", WARN, text, f"set the same {VARIABLE} on all machines")
