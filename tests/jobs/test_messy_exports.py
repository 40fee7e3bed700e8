"""One small export for each thing that goes wrong with exports; the row that is stored, or the reason why it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingest_world import NPS, World, adds_up

CSAT = {
    "id": "csat",
    "kind": "transactional",
    "scale": "csat",
    "minimum": 1,
    "maximum": 5,
    "satisfied_from": 4,
}
HEAD = "id,at,score,why\n"
AT = "2026-11-14 10:00"
DAY = "2026-11-14 10:00:00"


def row(text: str, *, at: str = AT, score: str = "5", name: str = "1") -> str:
    return f"{HEAD}{name},{at},{score},{text}\n"


STORED: list[tuple[str, str | bytes, dict[str, Any], tuple[Any, ...]]] = [
    ("a mark before the first name", "\ufeff" + row("x"), {}, ("1", DAY, 5, "x")),
    ("Western code page", row("café – ça").encode("cp1252"), {"encoding": "cp1252"}, ("1", DAY, 5, "café – ça")),
    ("Arabic code page", row("خوب").encode("cp1256"), {"encoding": "cp1256"}, ("1", DAY, 5, "خوب")),
    ("Thai code page", row("ดีมาก").encode("cp874"), {"encoding": "cp874"}, ("1", DAY, 5, "ดีมาก")),
    ("UTF-16 as 'Unicode text' saves it", row("ok").replace(",", "\t").encode("utf-16"), {}, ("1", DAY, 5, "ok")),
    ("semicolons", row("a, b").replace("1,2026", "1;2026").replace(",5,", ";5;").replace(HEAD, "id;at;score;why\n").replace("10:00,5", "10:00;5"), {}, ("1", DAY, 5, "a, b")),
    ("tabs", row("a").replace(",", "\t"), {}, ("1", DAY, 5, "a")),
    ("a comment of several lines", row('"first\nsecond, ""quoted"""'), {}, ("1", DAY, 5, 'first\nsecond, "quoted"')),
    ("Persian digits", row("x", score="۵", at="۲۰۲۶-۱۱-۱۴ ۱۰:۰۰"), {}, ("1", DAY, 5, "x")),
    ("Arabic digits", row("x", score="٥"), {}, ("1", DAY, 5, "x")),
    ("Thai digits", row("x", score="๕"), {}, ("1", DAY, 5, "x")),
    ("Arabic letters in keys, as written in comments", row("كم", name="ك-ي"), {}, ("ک-ی", DAY, 5, "كم")),
    ("day first, proved", row("x", at="14/11/2026 10:00"), {}, ("1", DAY, 5, "x")),
    ("day first, declared", row("x", at="04/11/2026 10:00"), {"date_order": "dmy"}, ("1", "2026-11-04 10:00:00", 5, "x")),
    ("month first, declared", row("x", at="11/04/2026 10:00"), {"date_order": "mdy"}, ("1", "2026-11-04 10:00:00", 5, "x")),
    ("year first with slashes", row("x", at="2026/11/14 10:00"), {}, ("1", DAY, 5, "x")),
    ("Persian calendar", row("x", at="۱۴۰۵/۰۸/۲۳ ۱۰:۰۰"), {"calendar": "persian"}, ("1", DAY, 5, "x")),
    ("Persian leap day", row("x", at="1403-12-30"), {"calendar": "persian"}, ("1", "2025-03-20 00:00:00", 5, "x")),
    ("Persian calendar, year last", row("x", at="23/08/1405"), {"calendar": "persian"}, ("1", "2026-11-14 00:00:00", 5, "x")),
    ("Buddhist calendar", row("x", at="14/11/2569 10:00"), {"calendar": "buddhist"}, ("1", DAY, 5, "x")),
    *[(f"'{word}' is no value", row(word), {}, ("1", DAY, 5, None)) for word in ("-", "N/A", "?", "null", " ")],
    ("a word of one's own for no value", row("nichts"), {"null_words": ["nichts"]}, ("1", DAY, 5, None)),
    ("words that mean numbers", row("x", score="Happy"), {"values": {"score": {"Happy": "5"}}}, ("1", DAY, 5, "x")),
    ("a formula stays text", row("=1+1"), {}, ("1", DAY, 5, "=1+1")),
    ("no line end at the end", row("x").rstrip("\n"), {}, ("1", DAY, 5, "x")),
    ("blank lines", row("x") + "\n,,,\n\n", {}, ("1", DAY, 5, "x")),
    ("old Macintosh line ends", row("x").replace("\n", "\r"), {}, ("1", DAY, 5, "x")),
]  # fmt: skip


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, monkeypatch)


def take_all(world: World, cases: dict[str, tuple[str | bytes, dict[str, Any]]]) -> dict[str, Any]:
    """Each case is a source of its own; all are taken in by one run."""
    for name, (content, source) in cases.items():
        own = {"vendor": "generic", "path": f"{name}/*", "entities": ["response"], "survey": CSAT, **source}
        world.source(
            name,
            columns={"response_id": "id", "answered_at": "at", "score": "score", "comment": "why"},
            **own,
        )
        world.export(f"{name}/export.csv", content)
    result = world.ingest()
    assert adds_up(result)
    return result


def test_what_is_stored(world: World) -> None:
    result = take_all(
        world, {f"s{i:02}": (content, source) for i, (_, content, source, _) in enumerate(STORED)}
    )
    found = {
        r[0]: r[1:]
        for r in world.rows("response", "source, response_id, answered_at::VARCHAR, score, comment")
    }
    assert {name: found.get(f"s{i:02}") for i, (name, *_) in enumerate(STORED)} == {
        name: expected for name, _, _, expected in STORED
    }
    assert result["rows"]["rejected"] == 0


REJECTED = [
    (
        "an id that a spreadsheet ruined",
        row("x", name="1.03E+13"),
        {},
        "response_id",
        "its last digits are lost",
    ),
    ("a score above its scale is not clipped", row("x", score="6"), {}, "score", "outside 1 to 5"),
    ("a score below its scale", row("x", score="0"), {}, "score", "outside 1 to 5"),
    ("no such day", row("x", at="2026-02-30"), {}, "answered_at", "no time that can be read"),
    (
        "no such Persian day",
        row("x", at="1404/12/30"),
        {"calendar": "persian"},
        "answered_at",
        "not between the years",
    ),
    (
        "a date against the declared order",
        row("x", at="11/14/2026"),
        {"date_order": "dmy"},
        "answered_at",
        "no time that can be read",
    ),
    (
        "a Persian year that nobody declared",
        row("x", at="1405-08-23"),
        {},
        "answered_at",
        "not between the years",
    ),
    ("half an NPS point", row("x", score="7.5"), {"survey": NPS}, "score", "whole number"),
]


def test_what_is_rejected_and_why(world: World) -> None:
    result = take_all(
        world, {f"s{i:02}": (content, source) for i, (_, content, source, _, _) in enumerate(REJECTED)}
    )
    told = {r["source"]: r for r in world.rejects(result)}
    for i, (name, _, _, field, reason) in enumerate(REJECTED):
        assert (told[f"s{i:02}"]["row"], told[f"s{i:02}"]["field"]) == ("2", field), name
        assert reason in told[f"s{i:02}"]["reason"], name
    assert result["rows"]["accepted"] == 0


def test_a_question_from_0_to_10_is_nps_only_if_it_is_declared(world: World) -> None:
    ten = row("x", score="10")
    take_all(
        world,
        {
            "a": (ten, {"survey": {**CSAT, "minimum": 0, "maximum": 10, "satisfied_from": 9}}),
            "b": (ten, {"survey": NPS}),
        },
    )
    assert sorted(world.rows("response", "source, scale, scale_max")) == [("a", "csat", 10), ("b", "nps", 10)]


def test_a_sentinel_date_means_none_and_offered_is_asked_but_not_answered(world: World) -> None:
    world.source(
        "z", vendor="zendesk", path="z/*", survey={**CSAT, "minimum": 0, "maximum": 1, "satisfied_from": 1}
    )
    world.export(
        "z/view.csv",
        "Id,Requester,Status,Created at,Updated at,Solved at,Satisfaction Score\n1,A,Solved,2026-11-14 10:00:00,2026-11-15 10:00:00,1900-01-01 00:00:00,Offered\n",
    )
    world.ingest()
    assert world.rows("ticket", "solved_at") == [(None,)]
    assert world.rows("response", "score, answered_at, sent_at IS NOT NULL") == [(None, None, True)]


def test_equal_purchases_stay_two_and_come_back_the_same(world: World) -> None:
    own = {
        "vendor": "generic",
        "path": "o/*",
        "entities": ["order"],
        "columns": {"person_id": "who", "ordered_at": "day", "value": "value"},
    }
    world.source("o", **own, delimiter="whitespace", date_format="%Y%m%d")
    text = "  who  day  value\r\n  007 20261114 0.00\r\n  007 20261114 0.00\r\n"
    world.export("o/a.txt", text)
    assert world.ingest()["rows"]["accepted"] == 2
    world.export("o/b.txt", text + "  008 20261115 3.50\r\n")
    assert [(f["file"], f["accepted"], f["duplicates"]) for f in world.ingest()["files"]] == [
        ("o/a.txt", 0, 2),
        ("o/b.txt", 1, 2),
    ]
    assert len(world.rows("order")) == 3
