"""Every row is accepted, rejected with its place and reason, or a known duplicate; and what is stored is what was meant."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cxpulse.core.errors import CheckFailed, ConfigurationError, InputError
from ingest_world import HEADER, NPS, TYPEFORM, World, adds_up


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, monkeypatch)


MESSY = HEADER + (
    'a1,9,"well, fine",Ann@Example.com,app,2026-11-14 10:00:00\n'
    "a2,۷,خیلی خوب,ann@example.com,web,2026-11-14 10:00:01\n"
    "a3,11,too high,,app,2026-11-14 10:00:02\n"
    'a4,8,"two\nlines ""quoted""",,app,2026-11-14 10:00:03\n'
    "a5,abc,no number,,app,2026-11-14 10:00:04\n"
    "a6,9,one cell too many,,app,2026-11-14 10:00:05,x\n"
    "a7,9\n"
    ",9,no id,,app,2026-11-14 10:00:06\n"
    "1.03E+13,9,mangled,,app,2026-11-14 10:00:07\n"
    "a8,7.5,half,,app,2026-11-14 10:00:08\n"
    "a9,9,no such day,,app,2026-02-30 10:00:08\n"
    "a1,9,repeated,Ann@Example.com,app,2026-11-14 10:00:00\n"
    ",,,,,\n"
    "a10,-1,below,,app,2026-11-14 10:00:09\n"
    "a11,9,write to bob@example.com or +98 912 555 0100,,app,2026-11-14 10:00:09"
)


def test_a_messy_file_adds_up_and_each_reject_says_where_and_why(world: World) -> None:
    world.source("nps", **TYPEFORM)
    world.export("typeform/nps.csv", MESSY)
    result = world.ingest()
    assert adds_up(result)
    assert result["rows"] == {"read": 14, "accepted": 4, "rejected": 9, "duplicates": 1}
    assert result["files"][0]["not_answers"] == {"blank": 1}
    told = {int(r["row"]): (r["field"], r["value"], r["reason"]) for r in world.rejects(result)}
    assert told == {
        4: ("score", "11", "outside 0 to 10"),
        7: ("score", "abc", "no number"),
        8: ("(row)", "", "7 cells instead of 6"),
        9: ("(row)", "", "2 cells instead of 6"),
        10: ("response_id", "", "no value"),
        11: ("response_id", "1.03E+13", told[11][2]),
        12: ("score", "7.5", "an NPS answer is a whole number"),
        13: ("answered_at", "2026-02-30 10:00:08", "no time that can be read"),
        16: ("score", "'-1", "outside 0 to 10"),
    }
    assert "its last digits are lost" in told[11][2]


def test_the_newest_of_two_rows_is_kept_and_scores_and_persons_are_in_one_form(world: World) -> None:
    world.source("nps", **TYPEFORM)
    world.export("typeform/nps.csv", MESSY)
    world.ingest()
    rows = {r[0]: r[1:] for r in world.rows("response", "response_id, score, comment, respondent_key, file_row, stage, touchpoint")}
    assert rows["a1"][:2] == (9, "repeated")
    assert rows["a2"][0] == 7
    assert rows["a1"][2] == rows["a2"][2]
    assert len(rows["a1"][2]) == 24
    assert rows["a4"][1] == 'two\nlines "quoted"'
    assert rows["a4"][3] == 5
    assert rows["a11"][1] == "write to [e-mail] or [phone]"
    assert rows["a1"][4] == "unmapped"
    assert rows["a1"][5] is None


def test_no_person_is_in_the_lake_the_rejects_or_the_log(world: World) -> None:
    world.source("nps", **TYPEFORM)
    world.export(
        "typeform/nps.csv",
        HEADER + "a1,9,,zoe@example.com,app,2026-11-14 10:00:00\na2,zoe@example.com,,,app,zoe@example.com\n"
        "a3,9,,zoe@example.com,app,2026-11-14 10:00:00,zoe@example.com\n",
    )
    world.ingest()
    raw = list((world.data / "raw").rglob("*.csv"))
    assert len(raw) == 1
    others = [p for p in world.data.rglob("*") if p.is_file() and p not in raw]
    assert others
    assert all(b"zoe@" not in p.read_bytes() for p in others)
    assert raw[0].stat().st_mode & 0o077 == 0


def test_the_rejects_file_is_safe_in_a_spreadsheet(world: World) -> None:
    world.source("nps", **TYPEFORM)
    world.export("typeform/nps.csv", HEADER + "a1,=1+1,,,app,2026-11-14 10:00:00\na2,@سلام,,,app,2026-11-14 10:00:00\n")
    result = world.ingest()
    assert Path(result["rejects_file"]).read_bytes().startswith(b"\xef\xbb\xbf")
    assert [r["value"] for r in world.rejects(result)] == ["'=1+1", "'@سلام"]


@pytest.mark.parametrize(
    ("first_day", "zone", "before", "first", "last", "after"),
    [
        # Saturday in Tehran (UTC+3:30, no clock change any more).
        ("saturday", "Asia/Tehran", "2026-11-13 20:29:59", "2026-11-13 20:30:00", "2026-11-20 20:29:59", "2026-11-20 20:30:00"),
        # Monday in London: the clock goes back on 2026-10-25, the week of 19 October has 169 hours.
        ("monday", "Europe/London", "2026-10-18 22:59:59", "2026-10-18 23:00:00", "2026-10-25 23:59:59", "2026-10-26 00:00:00"),
        # ... and forward on 2026-03-29: 167 hours.
        ("monday", "Europe/London", "2026-03-22 23:59:59", "2026-03-23 00:00:00", "2026-03-29 22:59:59", "2026-03-29 23:00:00"),
    ],
)  # fmt: skip
def test_both_edges_of_the_week(
    world: World, first_day: str, zone: str, before: str, first: str, last: str, after: str
) -> None:
    world.settings(week={"first_day": first_day, "zone": zone})
    world.source("nps", **TYPEFORM)
    lines = "".join(f"{name},9,,,app,{at}\n" for name, at in (("b", before), ("f", first), ("l", last), ("n", after)))
    world.export("typeform/nps.csv", HEADER + lines)
    touched = world.ingest()["touched"]["response"]
    week = dt.date.fromisoformat(touched[1])
    assert touched == [(week + dt.timedelta(weeks=i)).isoformat() for i in (-1, 0, 1)]
    inside = {p.stem: p for p in (world.data / "lake/response/source=nps").glob("*.parquet")}
    import pyarrow.parquet as pq

    assert sorted(pq.read_table(inside[f"week={week}"])["response_id"].to_pylist()) == ["f", "l"]


def test_times_without_a_zone_are_read_in_the_declared_one_also_where_the_clock_was_moved(world: World) -> None:
    world.source(
        "own", vendor="generic", path="own/*", entities=["response"], zone="Europe/London",
        columns={"response_id": "id", "answered_at": "at", "score": "score"}, survey=NPS,
    )  # fmt: skip
    world.export(
        "own/a.csv",
        "id,at,score\nsummer,2026-07-01 12:00:00,9\ntwice,2026-10-25 01:30:00,9\nnever,2026-03-29 01:30:00,9\n"
        "winter,2026-01-01 12:00:00,9\noffset,2026-07-01T12:00:00+03:30,9\nutc,2026-07-01 12:00:00Z,9\n",
    )
    result = world.ingest()
    times = {r[0]: r[1].isoformat(sep=" ") for r in world.rows("response", "response_id, answered_at")}
    assert times == {
        "summer": "2026-07-01 11:00:00", "twice": "2026-10-25 00:30:00", "never": "2026-03-29 01:30:00",
        "winter": "2026-01-01 12:00:00", "offset": "2026-07-01 08:30:00", "utc": "2026-07-01 12:00:00",
    }  # fmt: skip
    notes = " ".join(result["files"][0]["notes"])
    assert "1 times that the clock of Europe/London skipped" in notes
    assert "1 times that occurred twice" in notes


def test_an_own_table_with_a_survey_holds_answers_and_without_one_must_say_what_it_holds(world: World) -> None:
    own = {"vendor": "generic", "path": "own/*", "columns": {"response_id": "id", "answered_at": "at", "score": "score"}}
    world.export("own/a.csv", "id,at,score\n1,2026-11-14 12:00:00,9\n")
    world.source("own", **own)
    with pytest.raises(InputError, match="source 'own' does not say what its rows are: add 'entities: "):
        world.ingest()
    world.source("own", **own, survey=NPS)
    assert world.ingest()["rows"] == {"read": 1, "accepted": 1, "rejected": 0, "duplicates": 0}


def test_dates_that_read_both_ways_are_an_error_with_both_readings(world: World) -> None:
    own = {
        "vendor": "generic", "path": "own/*", "entities": ["response"],
        "columns": {"response_id": "id", "answered_at": "at", "score": "score"}, "survey": NPS,
    }  # fmt: skip
    world.source("own", **own)
    world.export("own/a.csv", "id,at,score\n1,03/04/2026 10:00,9\n2,05/06/2026 10:00,9\n")
    with pytest.raises(InputError, match="line 2, field answered_at: '03/04/2026 10:00' is day 3 of month 4, or day 4 of month 3"):
        world.ingest()
    world.source("own", **own, date_format="%d/%m/%Y %H:%M")
    world.ingest()
    assert world.rows("response", "answered_at::VARCHAR")[0] == ("2026-04-03 10:00:00",)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["13.04.2026 10:00", "03.04.2026 10:00"], "2026-04-03 10:00:00"),
        (["04/13/2026 10:00 PM", "04/03/2026 10:00 PM"], "2026-04-03 22:00:00"),
    ],
)
def test_one_date_proves_the_order_of_day_and_month(world: World, dates: list[str], expected: str) -> None:
    world.source(
        "own", vendor="generic", path="own/*", entities=["response"],
        columns={"response_id": "id", "answered_at": "at", "score": "score"}, survey=NPS,
    )  # fmt: skip
    world.export("own/a.csv", "id;at;score\n" + "".join(f"{i};{d};9\n" for i, d in enumerate(dates)))
    world.ingest()
    assert world.rows("response", "answered_at::VARCHAR")[1] == (expected,)


def test_an_excel_file_and_utf16_and_a_declared_code_page_are_read(world: World) -> None:
    import io

    import xlsxwriter

    own = {
        "vendor": "generic", "entities": ["response"], "survey": NPS,
        "columns": {"response_id": "id", "answered_at": "at", "score": "score", "comment": "why"},
    }  # fmt: skip
    world.source("excel", path="x/*.xlsx", **own)
    world.source("wide", path="x/wide.csv", **own)
    world.source("arabic", path="x/arabic.csv", encoding="cp1256", **own)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["id", "at", "score", "why"])
    sheet.write_row(1, 0, [10300000000001, "2026-11-14 10:00", 9, "خوب"])
    book.close()
    world.export("x/a.xlsx", buffer.getvalue())
    text = "id,at,score,why\n1,2026-11-14 10:00,9,خوب\n"
    world.export("x/wide.csv", b"\xff\xfe" + text.encode("utf-16-le"))
    world.export("x/arabic.csv", text.encode("cp1256"))
    result = world.ingest()
    assert result["rows"]["accepted"] == 3
    assert world.rows("response", "response_id, comment")[2] == ("10300000000001", "خوب")
    assert {f["source"]: f["encoding"] for f in result["files"]} == {"excel": "xlsx", "wide": "utf-16-le", "arabic": "cp1256"}


def test_a_file_that_cannot_be_decoded_names_the_byte_and_the_remedy_and_others_are_still_taken(world: World) -> None:
    world.source("nps", **TYPEFORM)
    world.export("typeform/a.csv", HEADER.encode() + "a1,9,خوب,,app,2026-11-14 10:00:00\n".encode("cp1256"))
    world.export("typeform/b.csv", HEADER + "b1,9,,,app,2026-11-14 10:00:00\n")
    with pytest.raises(InputError, match=r"a\.csv: byte 56 \(0x\w\w\) is not UTF-8[\s\S]*encoding: cp1256[\s\S]*1 other files were taken in"):
        world.ingest()
    assert world.rows("response", "response_id") == [("b1",)]


def test_a_check_that_says_stop_leaves_everything_as_it_was(world: World) -> None:
    world.source("nps", **TYPEFORM)
    world.export("typeform/a.csv", HEADER + "a1,9,,,app,2027-11-14 10:00:00\n")
    with pytest.raises(CheckFailed, match=r"answers from the future.*response_id a1"):
        world.ingest()
    assert world.parts() == {}
    world.export("typeform/a.csv", HEADER + "a1,9,,,app,2026-11-14 10:00:00\n")
    assert world.ingest()["rows"]["accepted"] == 1


def test_no_file_is_a_state_and_no_file_at_all_an_error(world: World) -> None:
    world.source("nps", **TYPEFORM)
    world.source("other", **{**TYPEFORM, "path": "other/*.csv"})
    with pytest.raises(InputError, match="no export files; the sources look for nps: typeform"):
        world.ingest()
    world.export("typeform/a.csv", HEADER)
    result = world.ingest()
    assert [(f["source"], f["state"], f["read"]) for f in result["files"]] == [("nps", "taken", 0), ("other", "no file", 0)]
    assert "an empty file: a header and no rows" in result["files"][0]["notes"]


def test_wrong_configuration_is_named(world: World) -> None:
    world.source("nps", **{**TYPEFORM, "columns": {"score": "How likely?", "colour": "Why?"}})
    world.export("typeform/a.csv", HEADER + "a1,9,,,app,2026-11-14 10:00:00\n")
    with pytest.raises(ConfigurationError, match="source 'nps': columns: no field 'colour'"):
        world.ingest()
    world.source("nps", **{**TYPEFORM, "columns": {"score": "How lovely?"}})
    with pytest.raises(InputError, match=r"a\.csv: no column 'How lovely\?' \(field score of source 'nps'\); it has: #, How likely\?"):
        world.ingest()


def test_a_declared_format_reads_times_and_dates(world: World) -> None:
    world.source(
        "own", vendor="generic", path="own/*", entities=["contract"], date_format="%d.%m.%Y %H:%M",
        columns={"contract_id": "id", "account_id": "account", "start_date": "from", "updated_at": "changed"},
    )  # fmt: skip
    world.export("own/a.csv", "id;account;from;changed\n1;a;02.03.2026;04.05.2026 10:00\n")
    world.ingest()
    assert world.rows("contract", "start_date::VARCHAR, updated_at::VARCHAR") == [("2026-03-02", "2026-05-04 10:00:00")]
