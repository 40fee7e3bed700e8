"""Any text file as UTF-8: marks, UTF-16 and UTF-32, declared code pages. What cannot be decoded is an error, never '?'."""

from __future__ import annotations

import codecs
import gzip
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from cxpulse.core.errors import InputError

CHUNK = 1 << 22
UNPACKED_BYTES = 50 * 1000**3
"""How large a packed file may become, unless its source says otherwise: a small file can unpack to any size."""
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip


@dataclass(slots=True)
class Text:
    """A file that is UTF-8 now. start: bytes of the mark; lines: line ends; quotes: quotation marks; ascii: nothing else."""

    path: Path
    encoding: str
    start: int = 0
    lines: int = 0
    quotes: int = 0
    ascii: bool = True
    ends_open: bool = False
    notes: list[str] = field(default_factory=list)


def to_utf8(path: Path, work: Path, *, declared: str | None = None, candidates: tuple[str, ...] = (), limit: int = UNPACKED_BYTES) -> Text:
    """Finds the encoding of `path`; a file that is not UTF-8 already is written anew into the folder `work`.

    declared: the source's encoding, which holds; candidates: the vendor's own code pages, tried when it is not UTF-8;
    limit: bytes that a packed file may become. Raises InputError naming the byte that does not fit and how to declare the encoding.
    """
    path = _unpacked(path, work, limit)
    with path.open("rb") as file:
        head = file.read(64)
    mark, encoding = next(((m, e) for m, e in _MARKS if head.startswith(m)), (b"", ""))
    if encoding in {"utf-16-be", "utf-16-le"} and head[2:6].count(0) == 3:
        other = "utf-32-be" if head[2] == 0 else "utf-32-le"
        text = _rewrite(path, work, other, len(mark))
        text.notes.append(f"its first bytes say {encoding}, its content is {other}: read as {other}")
        return text
    if encoding and encoding != "utf-8":
        return _rewrite(path, work, encoding, len(mark))
    if declared and not mark and codecs.lookup(declared).name != "utf-8":
        return _rewrite(path, work, codecs.lookup(declared).name, 0)
    guess = _wide(head)
    if guess and not mark:
        return _rewrite(path, work, guess, 0)
    return _as_utf8(path, work, len(mark), candidates)


def too_large(path: Path, limit: int) -> InputError:
    """What is said of a packed file that becomes larger than it may."""
    return InputError(
        f"{path}: unpacked it is larger than {limit / 1e9:g} GB, and may be made to fill the disk; if it is really that large, allow it in "
        "the source's YAML: 'options: {unpacked_gb: ...}'"
    )


def _unpacked(path: Path, work: Path, limit: int) -> Path:
    with path.open("rb") as file:
        if file.read(2) != b"\x1f\x8b":
            return path
    target = work / "unpacked"
    try:
        with gzip.open(path, "rb") as packed, target.open("wb") as out:
            size = 0
            while chunk := packed.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise too_large(path, limit)
                out.write(chunk)
    except InputError:
        target.unlink()
        raise
    except (OSError, EOFError, zlib.error) as problem:
        raise InputError(f"{path}: a damaged gzip file ({problem}); export or copy it again") from None
    return target


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every second byte of Latin text is zero."""
    even, odd = head[::2], head[1::2]
    if len(head) >= 8 and odd.count(0) > 0.6 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if len(head) >= 8 and even.count(0) > 0.6 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return ""


def _as_utf8(path: Path, work: Path, start: int, candidates: tuple[str, ...]) -> Text:
    text = Text(path, "utf-8-sig" if start else "utf-8", start)
    offset, lone, held = start, False, b""
    with path.open("rb") as file:
        file.seek(start)
        while chunk := file.read(CHUNK):
            whole = held + chunk if held else chunk
            end = _last_whole(whole)
            if (wrong := _not_utf8(whole, end)) is not None:
                return _other(path, work, candidates, offset - len(held) + wrong)
            held = whole[end:]
            if b"\0" in chunk:
                raise InputError(
                    f"{path}: a zero byte at offset {offset + chunk.index(0)}: this is no text file, or an encoding such as "
                    "utf-16 without its mark; name it with 'encoding:' in the source's YAML"
                )
            lone = lone or _has_lone_cr(chunk, file)
            _count(text, chunk)
            offset += len(chunk)
    if held:
        return _other(path, work, candidates, offset - len(held))
    return _rewrite(path, work, text.encoding, 0) if lone else text


def _last_whole(chunk: bytes) -> int:
    """Where the last letter ends that is whole: the next chunk may bring the rest of one that was cut."""
    for back in range(1, min(4, len(chunk) + 1)):
        byte = chunk[-back]
        if byte >= 0xC0:
            wanted = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(chunk) - back if back < wanted else len(chunk)
        if byte < 0x80:
            break
    return len(chunk)


def _not_utf8(chunk: bytes, end: int) -> int | None:
    """The first byte of chunk[:end] that is not UTF-8; None: all of it is. Arrow looks several times faster than a decoder."""
    if chunk.isascii():
        return None
    import pyarrow as pa

    places = struct.pack("=ii", 0, end)
    letters = pa.Array.from_buffers(pa.binary(), 1, [None, pa.py_buffer(places), pa.py_buffer(chunk)])
    try:
        letters.cast(pa.string())
    except pa.ArrowInvalid:
        try:
            chunk[:end].decode("utf-8")
        except UnicodeDecodeError as problem:
            return problem.start
    return None


def _has_lone_cr(chunk: bytes, file: object) -> bool:
    if b"\r" not in chunk:
        return False
    pairs, returns = chunk.count(b"\r\n"), chunk.count(b"\r")
    return returns > pairs + chunk.endswith(b"\r")


def _count(text: Text, chunk: bytes) -> None:
    text.lines += chunk.count(b"\n")
    text.quotes += chunk.count(b'"')
    text.ascii = text.ascii and chunk.isascii()
    text.ends_open = not chunk.endswith(b"\n")


def _other(path: Path, work: Path, candidates: tuple[str, ...], offset: int) -> Text:
    for name in candidates:
        try:
            text = _rewrite(path, work, name, 0)
        except InputError:
            continue
        text.notes.append(f"not UTF-8 (byte {offset}): read as {name}, the vendor's own code page")
        return text
    with path.open("rb") as file:
        file.seek(offset)
        byte = file.read(1)
    raise InputError(
        f"{path}: byte {offset} (0x{byte.hex() or '00'}) is not UTF-8, and the file has no mark that names its encoding. Declare it in "
        "the source's YAML, for example 'encoding: cp1252' (Western), 'encoding: cp1256' (Arabic, Persian) or 'encoding: cp874' (Thai)"
    )


def _rewrite(path: Path, work: Path, encoding: str, start: int) -> Text:
    """Copies into `work` as UTF-8, with a line feed for every carriage return that stands alone."""
    text = Text(work / "text.utf8", encoding)
    decoder, offset, carry = codecs.getincrementaldecoder(encoding)("strict"), start, ""
    with path.open("rb") as file, text.path.open("wb") as out:
        file.seek(start)
        while True:
            chunk = file.read(CHUNK)
            held = len(decoder.getstate()[0]) if hasattr(decoder, "getstate") else 0
            try:
                decoded = carry + decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as problem:
                where = offset - held + problem.start
                raise InputError(f"{path}: byte {where} does not fit the encoding {encoding}; is another one meant?") from None
            carry = "\r" if chunk and decoded.endswith("\r") else ""
            decoded = decoded.removesuffix("\r") if carry else decoded
            if "\0" in decoded:
                raise InputError(f"{path}: read as {encoding} the text holds zero characters; is another encoding meant?")
            plain = decoded.replace("\r\n", "\n").replace("\r", "\n").encode()
            if plain:
                out.write(plain)
                _count(text, plain)
            offset += len(chunk)
            if not chunk:
                break
    return text
