"""Reads the gettext catalogues of templates/locale."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

Catalogue = tuple[dict[str, str], dict[tuple[str, str], tuple[str, ...]], Callable[[int], int]]


@lru_cache(maxsize=16)
def read_catalogue(path: Path, _modified: int) -> Catalogue:
    """Header lines that begin with X- (lower case), messages by (msgctxt, msgid) with their plural forms, and the plural rule.

    Fuzzy and empty entries are left out, so what is not translated is missing, never English in another language. Read once
    for each state of the file.
    """
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    # Babel keeps only the header lines that it knows, so ours are read here.
    lines = re.findall(r'^"(X-[\w-]+): (.*)\\n"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    header = {name.lower(): value.replace('\\"', '"') for name, value in lines}
    messages: dict[tuple[str, str], tuple[str, ...]] = {}
    for message in catalog:
        if not message.id or message.fuzzy:
            continue
        msgid = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        forms = (
            tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string or "",)
        )
        if all(forms):
            messages[message.context or "", msgid] = forms
    return header, messages, gettext.c2py(catalog.plural_expr)
