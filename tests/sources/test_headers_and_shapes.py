"""Header rows, delimiters, marks and footers, as vendors write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxpulse.core.errors import InputError
from cxpulse.sources.headers import zone_in
from cxpulse.sources.model import Opened, Shape
from cxpulse.sources.readers import open_file

ANY = (",", ";", "\t", "|")


def read(tmp_path: Path, content: str | bytes, shape: Shape, **more: object) -> tuple[Opened, list[dict[str, object]]]:
    path = tmp_path / "export.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    opened = open_file(path, tmp_path, shape, **more)  # type: ignore[arg-type]
    return opened, [row for batch in opened.batches for row in batch.to_pylist()]


def test_three_header_rows_with_labels_and_a_zone(tmp_path: Path) -> None:
    text = 'ResponseId,RecordedDate,Q1\n"Antwort\nID",Datum,"Frage, lang"\n"{""ImportId"":""_recordId""}","{""ImportId"":""recordedDate"",""timeZone"":""Asia/Bangkok""}",x\nR_1,2026-11-14 10:00:00,7\n'
    opened, rows = read(tmp_path, text, Shape(ANY, header_rows=3))
    assert zone_in(opened.header) == "Asia/Bangkok"
    assert rows == [{"c0": "R_1", "c1": "2026-11-14 10:00:00", "c2": "7", "file_row": 5}]
    assert opened.skipped == {"labels": 2}


@pytest.mark.parametrize(("second", "answers"), [(",Response,Good,Bad\n", 1), ("", 1)])
def test_a_second_row_of_choices_is_none_of_the_answers_and_the_condensed_form_has_none(
    tmp_path: Path, second: str, answers: int
) -> None:
    shape = Shape(ANY, header_rows=2, join_headers=True, labels_when_empty="Respondent ID")
    opened, rows = read(tmp_path, f"Respondent ID,How <b>satisfied</b>?,Which?,\n{second}1,5,x,\n", shape)
    assert len(rows) == answers
    assert opened.names == (
        ["Respondent ID", "How <b>satisfied</b>?", "Which? | Good", "Which? | Bad"] if second else ["Respondent ID", "How <b>satisfied</b>?", "Which?", ""]
    )


def test_a_name_that_comes_again_stays_apart(tmp_path: Path) -> None:
    opened, _ = read(tmp_path, "Sprint,Sprint,Key,Sprint\n1,2,3,4\n", Shape(ANY))
    assert opened.names == ["Sprint", "Sprint #2", "Key", "Sprint #3"]


def test_a_footer_of_one_cell_is_no_answer_and_no_reject(tmp_path: Path) -> None:
    text = "Agent,Rating\nA,5\nReporting period 2024-05-01 to 2024-05-31\n"
    opened, rows = read(tmp_path, text, Shape(ANY, footer=True))
    assert (len(rows), opened.skipped, opened.bad) == (1, {"footer": 1}, [])
    opened, rows = read(tmp_path, text, Shape(ANY))
    assert [(b.row, b.reason) for b in opened.bad] == [(3, "1 cells instead of 2")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_the_headers(tmp_path: Path, delimiter: str) -> None:
    text = delimiter.join(("Id", "Name, and; more" if delimiter not in ",;" else "Name", "Score")) + "\n" + delimiter.join("123") + "\n"
    opened, rows = read(tmp_path, text, Shape(ANY, expected=("Id", "Score")))
    assert (opened.delimiter, len(rows), len(opened.names)) == (delimiter, 1, 3)


def test_a_quote_that_is_never_closed_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 3: a quotation mark opens here and is never closed"):
        read(tmp_path, 'id,why\n1,x\n2,"open\n3,y\n4,z\n', Shape(ANY))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "cp1256"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    content = "id,why\n1,خوب\n2,plain words in a row\n".encode(encoding)
    opened, rows = read(tmp_path, content, Shape(ANY), encoding=encoding if encoding == "cp1256" else None)
    assert [r["c1"] for r in rows] == ["خوب", "plain words in a row"]
    assert opened.names == ["id", "why"]


def test_a_mark_that_contradicts_the_content_is_told(tmp_path: Path) -> None:
    for order in ("be", "le"):
        opened, rows = read(tmp_path, b"\xfe\xff" + "id,why\n1,x\n".encode(f"utf-32-{order}"), Shape(ANY))
        assert rows == [{"c0": "1", "c1": "x", "file_row": 2}]
        assert "read as utf-32" in opened.notes[0]


def test_an_archive_is_named_with_its_remedy(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("export.csv", "id\n1\n")
    with pytest.raises(InputError, match="a ZIP archive; unpack it"):
        open_file(path, tmp_path, Shape(ANY))
