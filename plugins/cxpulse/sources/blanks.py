"""Tables whose columns are separated by any number of blanks: rewritten with one tab between the cells, line by line."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from cxpulse.core.errors import InputError
from cxpulse.sources.decode import CHUNK, Text

_RUN = re.compile(rb"[ \t]+")
_ENDS = re.compile(rb"^[ \t]+|[ \t]+$", re.MULTILINE)


def with_tabs(path: Path, text: Text, work: Path) -> Text:
    """The same lines with tabs. Raises InputError for quotation marks: such a table cannot have a blank inside a cell."""
    if text.quotes:
        raise InputError(
            f"{path}: quotation marks in a table that is separated by blanks; name its real delimiter in the source's YAML"
        )
    target = work / "text.tabs"
    with text.path.open("rb") as file, target.open("wb") as out:
        file.seek(text.start)
        rest = b""
        while chunk := file.read(CHUNK):
            whole, line_end, rest = (rest + chunk).rpartition(b"\n")
            out.write(_line(whole + line_end))
        out.write(_line(rest))
    return replace(text, path=target, start=0)


def _line(lines: bytes) -> bytes:
    return _RUN.sub(b"\t", _ENDS.sub(b"", lines.replace(b"\r\n", b"\n")))
