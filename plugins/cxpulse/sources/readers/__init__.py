"""One file per kind of file: text with delimiters, JSON records, Excel, Parquet. Told by the content, not by the name."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

from cxpulse.core.errors import InputError
from cxpulse.sources.decode import UNPACKED_BYTES, to_utf8, too_large
from cxpulse.sources.model import Opened, Shape

WHITESPACE = "whitespace"
WORKBOOK_BYTES = 4 * 1000**3
"""How large the parts of a workbook may be together, unless its source says otherwise: its sheet is held in memory."""


def open_file(path: Path, work: Path, shape: Shape, *, encoding: str | None = None, candidates: tuple[str, ...] = ()) -> Opened:
    """Opens an export. Raises InputError naming the file, what is wrong and the remedy."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PAR1"):
        from cxpulse.sources.readers.parquet import open_parquet

        return open_parquet(path)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"\xd0\xcf\x11\xe0"):
        return _packed(path, shape)
    text = to_utf8(path, work, declared=encoding, candidates=candidates, limit=shape.unpacked_bytes or UNPACKED_BYTES)
    if _first_letter(text.path, text.start) in {"{", "["}:
        from cxpulse.sources.readers.records import open_records

        return open_records(path, text)
    from cxpulse.sources.readers.delimited import open_delimited

    if shape.delimiters == (WHITESPACE,):
        from cxpulse.sources.blanks import with_tabs

        opened = open_delimited(path, with_tabs(path, text, work), replace(shape, delimiters=("\t",)))
        opened.delimiter = WHITESPACE
        return opened
    return open_delimited(path, text, shape)


def _packed(path: Path, shape: Shape) -> Opened:
    if zipfile.is_zipfile(path):
        _check_archive(path, shape.unpacked_bytes or WORKBOOK_BYTES)
    from cxpulse.sources.readers.excel import open_excel

    return open_excel(path, shape)


def _check_archive(path: Path, limit: int) -> None:
    """A workbook is an archive: its checksums tell a damaged one, which a reader of sheets alone may not notice.

    A part that unpacks to more than its entry says does not fit its checksum, so the sizes of the entries can be relied on.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if not any(name.startswith("xl/") for name in archive.namelist()):
                raise InputError(f"{path}: a ZIP archive; unpack it and put the file inside into the folder")
            if sum(part.file_size for part in archive.infolist()) > limit:
                raise too_large(path, limit)
            damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as problem:
        raise InputError(f"{path}: a damaged or locked workbook ({problem}); save it again as .xlsx or CSV") from None
    if damaged:
        raise InputError(f"{path}: a damaged workbook ({damaged} does not fit its checksum); export or copy it again")


def _first_letter(path: Path, start: int) -> str:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(4096).decode("utf-8", "ignore").lstrip()[:1]
