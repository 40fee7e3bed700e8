"""cxpulse map: what it proposes reads the file as it is, and what the file cannot settle is asked with every reading."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from cxpulse.catalog.settings import load_settings
from cxpulse.core.errors import InputError
from cxpulse.jobs.mapping import propose, to_yaml
from cxpulse.jobs.mapping_types import Answers
from ingest_world import World, adds_up


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, monkeypatch)


def excel(*rows: list[Any]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for i, row in enumerate(rows):
            sheet.write_row(i, 0, row)
    return out.getvalue()


def parquet(**columns: list[Any]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


NPS = {"scale": "nps", "survey_kind": "relationship"}
ROUND_TRIPS: list[tuple[str, str, str | bytes, dict[str, str], str, str, list[tuple[Any, ...]]]] = [
    ("iso times, comma", "a.csv", "id,submitted,score,why\n1,2026-11-14 10:00,9,x\n2,2026-11-14 11:00,3,y\n", NPS,
     "response", "response_id, answered_at::VARCHAR, score, comment", [("1", "2026-11-14 06:30:00", 9, "x"), ("2", "2026-11-14 07:30:00", 3, "y")]),
    ("Persian headers, digits, dates and semicolons", "b.csv",
     "شناسه پاسخ;تاریخ ثبت;امتیاز رضایت (1-5);نظر\nr1;۱۴۰۵/۰۸/۲۳ ۱۰:۰۰;۵;خوب\n", {"survey_kind": "transactional"},
     "response", "response_id, answered_at::VARCHAR, score, comment", [("r1", "2026-11-14 06:30:00", 5, "خوب")]),
    ("Thai Buddhist years in cp874", "c.csv", "รหัส,วันที่ตอบ,คะแนน NPS,ความคิดเห็น\n1,14/11/2569 10:00,10,ดี\n".encode("cp874"),
     {"encoding": "cp874", "survey_kind": "relationship", "zone": "Asia/Bangkok"},
     "response", "answered_at::VARCHAR, score, comment", [("2026-11-14 03:00:00", 10, "ดี")]),
    ("a declared order of day and month", "d.csv", "id\tsubmitted\tscore\n1\t03/04/2026 10:00\t9\n", {**NPS, "date_order": "mdy", "zone": "UTC"},
     "response", "answered_at::VARCHAR", [("2026-03-04 10:00:00",)]),
    ("an order that one date proves, points, tickets", "e.csv", "Ticket ID|Status|Opened|Closed\n1|Open|14.11.2026 10:00|\n2|Closed|03.11.2026 10:00|15.11.2026 10:00\n",
     {"zone": "UTC"}, "ticket", "ticket_id, status, solved_at::VARCHAR", [("1", "open", None), ("2", "closed", "2026-11-15 10:00:00")]),
    ("blanks and dates that look like numbers", "f.txt", " customer_id  date items dollar_value\n 00004  19970101  1  29.33\n 00004  19970101  1  29.33\n", {},
     "order", "value, items, ordered_at::VARCHAR", [(29.33, 1, "1996-12-31 20:30:00")] * 2),
    ("no header row", "g.csv", "1;2026-11-14 10:00;7\n2;2026-11-14 11:00;9\n", {**NPS, "score": "column 3", "entity": "response", "zone": "UTC"},
     "response", "score, answered_at::VARCHAR", [(7, "2026-11-14 10:00:00"), (9, "2026-11-14 11:00:00")]),
    ("JSON lines with nested keys", "h.ndjson", json.dumps({"response_id": "a", "answered_at": "2026-11-14T10:00:00Z", "answer": {"nps": 9}}) + "\n",
     {"survey_kind": "relationship"}, "response", "response_id, score, answered_at::VARCHAR", [("a", 9, "2026-11-14 10:00:00")]),
    ("Excel", "i.xlsx", excel(["Response ID", "Answered", "CSAT (1-5)"], [10300000000001, "2026-11-14 10:00", 4]), {"survey_kind": "transactional", "zone": "UTC"},
     "response", "response_id, score", [("10300000000001", 4)]),
    ("Parquet", "j.parquet", parquet(order_id=["o1"], ordered_at=["2026-11-14 10:00:00Z"], total=[12.5]), {}, "order", "order_id, value", [("o1", 12.5)]),
    ("a vendor's survey needs only its question", "k.csv", "#,How likely? NPS,Why?,Submit Date (UTC)\nx1,9,good,2026-11-14 10:00:00\n",
     {"survey_kind": "relationship"}, "response", "response_id, score, comment", [("x1", 9, "good")]),
    ("month names", "l.csv", 'Response,Recorded,Effort (1-7)\n1,"Nov 14, 2026",6\n', {"survey_kind": "transactional", "direction": "higher", "zone": "UTC"},
     "response", "scale, score, answered_at::VARCHAR", [("ces", 6, "2026-11-14 00:00:00")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "content", "told", "entity", "columns", "expected"),
    [r[1:] for r in ROUND_TRIPS],
    ids=[r[0] for r in ROUND_TRIPS],
)
def test_a_proposal_reads_the_file_as_it_is(
    world: World,
    file: str,
    content: str | bytes,
    told: dict[str, str],
    entity: str,
    columns: str,
    expected: list[tuple[Any, ...]],
) -> None:
    made = propose(load_settings(), world.export(file, content), Answers(**told))
    assert made.questions == []
    (world.config / "sources" / f"{made.name}.yaml").write_text(to_yaml(made), encoding="utf-8")
    result = world.ingest()
    assert adds_up(result)
    assert (result["rows"]["rejected"], result["rows"]["accepted"]) == (0, len(expected))
    assert sorted(world.rows(entity, columns)) == sorted(expected)


ASKED = [
    (
        "03/04/2026 10:00",
        "score",
        "9",
        NPS,
        [r"day 3 of month 4 \(--date-order dmy\), or day 4 of month 3 \(--date-order mdy\)"],
    ),
    (
        "2026-11-14",
        "score",
        "9",
        {"survey_kind": "relationship"},
        ["on which scale is 'score'", "--scale nps; --scale csat:0-10"],
    ),
    (
        "2026-11-14",
        "How likely are you to recommend us (0-10)?",
        "9",
        {"survey_kind": "relationship"},
        ["--scale nps; --scale csat:0-10"],
    ),
    (
        "2026-11-14",
        "score",
        "9",
        {"scale": "nps"},
        ["--survey-kind relationship or --survey-kind transactional"],
    ),
    (
        "2026-11-14",
        "score",
        "4",
        {"scale": "ces:1-5", "survey_kind": "transactional"},
        ["--direction higher or --direction lower"],
    ),
    ("2026-11-14", "score", "4", {**NPS, "score": "why"}, ["holds words"]),
]


@pytest.mark.parametrize(("at", "header", "score", "told", "questions"), ASKED)
def test_what_a_file_cannot_settle_is_asked_with_every_reading(
    world: World, at: str, header: str, score: str, told: dict[str, str], questions: list[str]
) -> None:
    import re

    path = world.export("a.csv", f'id,submitted,"{header}",why\n1,{at},{score},so\n')
    made = propose(load_settings(), path, Answers(**told))
    for question in questions:
        assert any(re.search(question, q) for q in made.questions), made.questions


STRAYS = [
    ("a.csv", "id,submitted,How likely to recommend (0-10)?,why\n1,2026-11-14 10:00,9,x\n2,2026-11-14 11:00,0,y\n3,2026-11-14 11:00,11,z\n4,2026-11-14 12:00,10,\n5,2026-11-15 10:00,8,\n", "line 4 '11'"),
    ("b.csv", "id,submitted,score,why\n1,2026-11-14 10:00,9,x\n2,2026-11-14 11:00,0,y\n3,2026-11-14 11:00,no idea,z\n4,2026-11-14 12:00,10,\n5,2026-11-15 10:00,8,\n", "line 4 'no idea'"),
    ("c.csv", "#,How likely?,Why?,Submit Date (UTC)\n1,9,x,2026-11-14 10:00:00\n2,0,y,2026-11-14 11:00:00\n3,11,z,2026-11-14 11:00:00\n4,10,,2026-11-14 12:00:00\n5,8,,2026-11-14 12:00:00\n", "line 4 '11'"),
    ("d.ndjson", "".join(json.dumps({"id": i, "answered_at": f"2026-11-14T1{i}:00:00Z", "nps": n}) + "\n" for i, n in enumerate([9, 0, 11, 10, 8])), "line 3 '11'"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "content", "row"), STRAYS)
def test_one_bad_value_does_not_hide_the_score_and_is_named_before_it_is_rejected(
    world: World, file: str, content: str, row: str
) -> None:
    path = world.export(file, content)
    told = f"1 row would be rejected: {row}"
    open_made = propose(load_settings(), path, Answers())
    assert any(told in text for text in [*open_made.questions, *open_made.notes]), open_made
    made = propose(load_settings(), path, Answers(**NPS))
    assert (made.questions, [n for n in made.notes if told in n] != []) == ([], True)
    (world.config / "sources" / "mine.yaml").write_text(to_yaml(made), encoding="utf-8")
    result = world.ingest()
    assert adds_up(result)
    assert (result["rows"]["accepted"], result["rows"]["rejected"]) == (4, 1)
    assert world.rejects(result)[0]["row"] == row.split()[1]


@pytest.mark.parametrize("header", ["nps_score", "NPS-Score", "rate us (nps), 0 to 10"])
def test_a_name_that_says_the_kind_is_read_however_it_is_written(world: World, header: str) -> None:
    path = world.export("a.csv", f'id,submitted,"{header}"\n1,2026-11-14,9\n2,2026-11-14,3\n')
    made = propose(load_settings(), path, Answers(survey_kind="relationship"))
    assert (made.questions, made.source["survey"]["scale"]) == ([], "nps")


@pytest.mark.parametrize("score", ["score", "Q1"])
def test_a_column_that_the_user_names_keeps_the_id_and_the_scale_that_the_user_names(world: World, score: str) -> None:
    rows = "".join(f"{i},2026-11-14 10:00,{i % 11},{i % 7}\n" for i in range(1, 30))
    path = world.export("a.csv", f"id,submitted,{score},customer_id\n{rows}7,2026-11-14 10:00,7,0\n")  # one row comes twice
    made = propose(load_settings(), path, Answers(score=score, scale="nps", survey_kind="relationship"))
    assert made.questions == []
    assert made.source["columns"] == {
        "response_id": "id", "answered_at": "submitted", "person_id": "customer_id", "score": score,
    }  # fmt: skip
    (world.config / "sources" / "mine.yaml").write_text(to_yaml(made), encoding="utf-8")
    result = world.ingest()
    assert (result["rows"]["accepted"], result["rows"]["duplicates"], result["rows"]["rejected"]) == (29, 1, 0)


def test_a_customers_number_is_no_id_of_an_answer_though_each_came_once(world: World) -> None:
    path = world.export("a.csv", "customer_id,submitted,NPS\n1,2026-11-14,9\n2,2026-11-14,3\n")
    assert propose(load_settings(), path, Answers(**NPS)).source["columns"]["person_id"] == "customer_id"


def test_two_score_columns_are_both_shown_and_a_code_page_is_shown_in_each_reading(world: World) -> None:
    path = world.export("a.csv", "id,submitted,score a,score b\n1,2026-11-14,9,4\n")
    assert "'score a' (9 to 9); 'score b' (4 to 4)" in propose(load_settings(), path, Answers()).questions[0]
    path = world.export("b.csv", "id,submitted,score,why\n1,2026-11-14,9,خوب\n".encode("cp1256"))
    with pytest.raises(InputError, match=r"--encoding cp1252: [\s\S]*--encoding cp1256: 1,2026-11-14,9,خوب"):
        propose(load_settings(), path, Answers())


def test_a_file_without_anything_to_count_says_so(world: World) -> None:
    with pytest.raises(InputError, match="nothing that a figure needs was found"):
        propose(load_settings(), world.export("a.csv", "colour,size\nred,big\n"), Answers())


def test_the_command_prints_yaml_or_json_or_asks(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    from cxpulse.commands.map import Kind, run

    path = world.export("a.csv", "id,submitted,NPS\n1,2026-11-14,9\n")
    run(path, survey_kind=Kind.RELATIONSHIP, out=world.config / "sources/mine.yaml")
    assert yaml.safe_load((world.config / "sources/mine.yaml").read_text())["survey"]["scale"] == "nps"
    run(path, survey_kind=Kind.RELATIONSHIP, as_json=True)
    assert json.loads(capsys.readouterr().out)["source"]["vendor"] == "generic"
    with pytest.raises(InputError, match="only you can tell"):
        run(path)
