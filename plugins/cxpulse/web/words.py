"""The page's own words, over those of the reports: templates/locale/page/<code>.po."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from cxpulse.catalog.language import Language, load_language
from cxpulse.catalog.project import templates_dir


def page_language(code: str, names: Mapping[str, str]) -> Language:
    """A language that knows the words of the reports and of the page; what the page's catalogue lacks stays English."""
    language = load_language(code, names=names)
    folder, own = templates_dir() / "locale" / "page", catalogue(code)
    english = {msgid: msgid for file in sorted(folder.glob("*.po")) for msgid in _words(file)}
    words = {("", msgid): (own.get(msgid, text),) for msgid, text in english.items()}
    return dataclasses.replace(language, messages={**words, **language.messages})


def catalogue(code: str) -> dict[str, str]:
    """The page's own words in a language; {} for one that has none."""
    return _words(templates_dir() / "locale" / "page" / f"{code}.po")


@lru_cache(maxsize=16)
def _words(path: Path) -> dict[str, str]:
    from babel.messages.pofile import read_po

    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, abort_invalid=True) if m.id and m.string}
