"""For any bytes, a reader accounts for every row, or stops with an error that says what is wrong. It never loses a row."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cxpulse.core.errors import InputError
from cxpulse.sources.model import Shape
from cxpulse.sources.readers import open_file

PIECES = [
    b"a", b"1", b",", b",", b'"', b"\n", b"\n", b"\r\n", b"\r", b";", b"x,y\n", b'"q""q",2\n', b'"two\nlines",3\n', b" ", b"\xd8\xb9",
    b"\xff", b"\x00", b"{", b'{"a":1}\n', b"\xef\xbb\xbf", b"\xff\xfe", b"\xe0\xb8\x81,7\n",
]  # fmt: skip
soup = st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)


def _read(content: bytes, shape: Shape) -> tuple[list[tuple[int, list[str]]], list[int], dict[str, int], str] | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_bytes(content)
        try:
            opened = open_file(path, Path(folder), shape)
            rows = []
            for batch in opened.batches:
                numbers = batch["file_row"].to_pylist()
                cells = [batch.column(i).to_pylist() for i in range(batch.num_columns - 1)]
                rows += [(n, [c[i] for c in cells]) for i, n in enumerate(numbers)]
        except InputError as problem:
            told = str(problem)
        else:
            told = ""
        assert not told or str(path) in told
        if told:
            return None
        return rows, [b.row for b in opened.bad], opened.skipped, opened.encoding


@settings(max_examples=200, deadline=None)
@given(soup)
@example(b'a,"b\nc,d\n')
@example(b"\n\n1,2\n\n")
@example(b'a"\n"\n')
@example(b"1,2,3\n4\n\n5,6")
def test_every_row_of_any_bytes_is_accounted_for(content: bytes) -> None:
    content = b"id,score\n" + content
    read = _read(content, Shape((",",)))
    if read is None:
        return
    rows, bad, skipped, encoding = read
    text = content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("id,score\n\ufeff", "id,score\n", 1)  # a mark before the first row is no content
    text += "\n" if text.endswith('\n"') else ""  # then a last line of one quotation mark is a row here too
    plain = list(csv.reader(io.StringIO(text, newline="")))[1:]
    filled = [r for r in plain if any(r)]
    assert len(rows) + len(bad) == len(filled)
    assert skipped.get("blank", 0) == len(plain) - len(filled)
    one_kind = [[c.replace("\r\n", "\n").replace("\r", "\n") for c in cells] for _, cells in rows]  # of line break, as in `text`
    assert one_kind == [r for r in filled if len(r) == 2]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.text("ab\n,\"ع ۹", max_size=8), st.text("xy\n", max_size=5)).filter(any), max_size=30))
def test_rows_written_by_a_program_come_back_with_the_line_they_start_on(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    starts = []
    line = 2
    for row in rows:
        starts.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)
    writer.writerows([("id", "text"), *rows])
    read = _read(out.getvalue().encode(), Shape((",",)))
    assert read is not None
    assert read[0] == [(start, list(row)) for start, row in zip(starts, rows, strict=True)]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from([b'{"id":1}', b"{", b"[]", b"null", b'{"id":"\xd8\xb9"}', b"", b"}"]), max_size=20).map(b"\n".join))
def test_every_line_of_json_records_is_accounted_for(content: bytes) -> None:
    read = _read(b'{"id":0}\n' + content, Shape((",",)))
    assert read is not None
    rows, bad, skipped, _ = read
    lines = content.split(b"\n")
    assert len(rows) + len(bad) - 1 + skipped.get("blank", 0) == len(lines) - (lines[-1] == b"")
