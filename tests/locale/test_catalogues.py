"""Every text that a reader may see is in every catalogue, complete and with the same places."""

from __future__ import annotations

import re

import pytest
import yaml
from babel.messages.pofile import read_po

import message_collector
from cxpulse.catalog.language import language_codes, load_language
from cxpulse.catalog.metrics import metric_names

ROOT = message_collector.ROOT
TRANSLATED = [code for code in language_codes() if code != "en"]
PLACES = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_message_is_translated(code: str) -> None:
    known = load_language(code).messages
    missing = [
        f"{where}: {text}"
        for (text, _), where in message_collector.messages().items()
        if ("", text) not in known
    ]
    assert not missing


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_plural_has_its_forms(code: str) -> None:
    language = load_language(code)
    forms = max(language.plural(n) for n in range(200)) + 1
    wrong = [
        one
        for (one, many), _ in message_collector.messages().items()
        if many and len(language.messages["", one]) != forms
    ]
    assert not wrong


@pytest.mark.parametrize("code", TRANSLATED)
def test_translations_keep_the_places(code: str) -> None:
    plural = {one: many for one, many in message_collector.messages() if many}
    for (context, text), translations in load_language(code).messages.items():
        if context:
            continue
        wanted = set(PLACES.findall(text)) | set(PLACES.findall(plural.get(text, "")))
        for translation in translations:
            assert set(PLACES.findall(translation)) <= wanted, text
            assert set(PLACES.findall(text)) <= set(PLACES.findall(translation)) | (
                {"n"} if text in plural else set()
            ), text


@pytest.mark.parametrize("code", language_codes())
def test_no_entry_is_fuzzy_or_empty(code: str) -> None:
    with (ROOT / "templates" / "locale" / f"{code}.po").open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    assert [m.id for m in catalog if m.id and (m.fuzzy or not m.string)] == []


def terms() -> list[tuple[str, str]]:
    """Terms of the shipped configuration: metrics, stages, touchpoints, dimensions, sources."""
    settings = yaml.safe_load((ROOT / "dags" / "config" / "settings.yaml").read_text(encoding="utf-8"))
    sources = sorted(p.stem for p in (ROOT / "dags" / "config" / "sources").glob("*.yaml"))
    stages = {*settings["touchpoints"].values(), "unmapped", "unknown"}
    out = [("metric", name) for name in metric_names()] + [("stage", s) for s in sorted(stages)]
    out += [("touchpoint", t) for t in (*settings["touchpoints"], "unknown")] + [
        ("source", s) for s in sources
    ]
    out += [("channel", c) for c in ("app", "web", "call_centre", "store", "chat", "email", "all", "unknown")]
    out += [("dimension", d) for d in ("touchpoint", "stage", "channel", "region", "plan", "language")]
    return (
        out
        + [("plan", p) for p in ("basic", "plus", "business")]
        + [("language", x) for x in ("fa", "th", "en")]
    )


@pytest.mark.parametrize("code", language_codes())
def test_every_term_of_the_shipped_configuration_has_its_word(code: str) -> None:
    known = load_language(code).messages
    assert [t for t in terms() if t not in known] == []
