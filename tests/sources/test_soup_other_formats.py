"""Any bytes in any dress: UTF-16, code pages, JSON, workbooks, Parquet, gzip. All rows come back, or the file is refused."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxpulse.core.errors import InputError
from cxpulse.sources.model import Opened, Shape
from cxpulse.sources.readers import open_file
from cxpulse.sources.sniff import open_unknown

MAGIC = [
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"PAR1",
    b"\x1f\x8b",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xff\xfe\0\0",
    b"\xef\xbb\xbf",
    b"{",
    b"[",
    b"",
]


def read(content: bytes, *, encoding: str | None = None, unknown: bool = False) -> tuple[Opened, int] | None:
    """The opened file and its good rows; None: refused, with an error that names the file. Any other exception fails."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        path.write_bytes(content)
        try:
            opened = (
                open_unknown(path, Path(folder))[0]
                if unknown
                else open_file(path, Path(folder), Shape((",",)), encoding=encoding)
            )
            return opened, sum(batch.num_rows for batch in opened.batches)
        except InputError as problem:
            told = str(problem)
        assert "export" in told
        return None


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(MAGIC), st.binary(max_size=300), st.booleans())
def test_bytes_behind_any_first_bytes_are_read_or_refused(
    magic: bytes, content: bytes, unknown: bool
) -> None:
    read(magic + content, unknown=unknown)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1256", "cp874"])
@settings(max_examples=30, deadline=None)
@given(
    rows=st.lists(
        st.sampled_from(["a,b", '"x, ""y""",2', '"two\nlines",3', "1", "1,2,3", "", ",", '"']), max_size=12
    )
)
def test_rows_of_every_encoding_are_accounted_for(encoding: str, rows: list[str]) -> None:
    text = "id,score\nfirst,1\n" + "\n".join(rows)
    declared = encoding if encoding.startswith("cp") else None
    found = read(text.encode(encoding), encoding=declared)
    if found is None:
        return
    plain = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert found[1] + len(found[0].bad) + found[0].skipped.get("blank", 0) == len(plain)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["id", "score", "a.b"]),
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        ),
        max_size=8,
    ),
    st.integers(0, 2),
    st.data(),
)
def test_json_in_its_three_shapes_whole_or_cut(
    records: list[dict[str, Any]], shape: int, data: st.DataObject
) -> None:
    text = [
        "".join(json.dumps(r) + "\n" for r in records), json.dumps(records), json.dumps({"records": records, "count": len(records)}),
    ][shape].encode()  # fmt: skip
    whole = read(text)
    if whole is not None and records and (shape < 2 or all(records)):
        assert whole[1] + len(whole[0].bad) in {len(records), 1}
        if len(records) > 1 and shape < 2:
            assert whole[1] == len(records)
    read(text[: data.draw(st.integers(0, len(text)))])


@lru_cache(maxsize=1)
def workbook() -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for i in range(40):
            sheet.write_row(i, 0, [f"row {i}", i, "خوب"])
    return out.getvalue()


@lru_cache(maxsize=1)
def parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(
        pa.table({"id": [str(i) for i in range(40)], "score": list(range(40))}), out, write_page_checksum=True
    )
    return out.getvalue()


@pytest.mark.parametrize(("made", "rows"), [("workbook", 39), ("parquet", 40), ("gzip", 2)])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_file_gives_all_its_rows_or_is_refused(made: str, rows: int, data: st.DataObject) -> None:
    content = {
        "workbook": workbook,
        "parquet": parquet,
        "gzip": lambda: gzip.compress(b"id,score\n1,2\n3,4\n", mtime=0),
    }[made]()
    found = read(content)
    assert found is not None
    assert found[1] == rows
    place = data.draw(st.integers(4, len(content) - 1))
    if data.draw(st.booleans()):
        damaged = content[:place]
    else:
        damaged = (
            content[:place] + bytes([content[place] ^ data.draw(st.integers(1, 255))]) + content[place + 1 :]
        )
    found = read(damaged)
    assert found is None or found[1] + len(found[0].bad) >= rows - 1
