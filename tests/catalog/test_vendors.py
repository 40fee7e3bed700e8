"""Vendors are folders: each is complete, and a new one needs no edit elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cxpulse.catalog.checks import load_checks
from cxpulse.catalog.entities import entity_names, load_entity
from cxpulse.catalog.project import sql_dir
from cxpulse.catalog.vendors import load_vendor, vendor_names
from cxpulse.core.errors import ConfigurationError
from ingest_world import World


@pytest.mark.parametrize("name", vendor_names())
def test_a_vendor_names_entities_queries_and_fields_that_exist(name: str) -> None:
    vendor = load_vendor(name)
    for kind in vendor.files:
        for entity, select in kind.entities.items():
            assert entity in entity_names()
            assert vendor.select(select).startswith("--")
        assert set(kind.needs) <= {*kind.columns, "score", "answered_at"}


def test_no_vendor_takes_another_vendors_file() -> None:
    signs = {(v, k.name): {h.casefold() for h in k.recognise} for v in vendor_names() for k in load_vendor(v).files if k.recognise}
    assert all(len(s) >= 2 for (v, k), s in signs.items() if (v, k) not in {("google_forms", "answers"), ("surveymonkey", "answers_only")})


def test_every_entity_has_its_key_and_parts_among_its_columns() -> None:
    for name in entity_names():
        entity = load_entity(name)
        assert {entity.key, *entity.part, *([entity.version] if entity.version else [])} <= set(entity.names)
        assert all(c.doc.endswith(".") for c in entity.columns)
        assert entity.column(entity.key).required


def test_a_new_vendor_is_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(sql_dir(), tmp_path / "sql")
    folder = tmp_path / "sql/staging/newdesk"
    folder.mkdir()
    (folder / "vendor.yaml").write_text(
        "title: New Desk\nfiles:\n  - name: tickets\n    recognise: [Case, Opened, Agent mood]\n    entities: [ticket]\n"
        "    columns: {ticket_id: Case, created_at: Opened}\n"
    )
    (folder / "ticket.sql").write_text("-- One row per case.\nSELECT file_row, ticket_id, created_at, 'open' AS status FROM raw\n")
    monkeypatch.setenv("CXPULSE_SQL", str(tmp_path / "sql"))
    world = World(tmp_path, monkeypatch)
    path = world.export("loose.csv", "Case,Opened,Agent mood\n1,2026-11-14 10:00,fine\n")
    monkeypatch.setenv("EXPORTS", str(path))
    assert world.ingest()["files"][0]["notes"] == ["recognised as New Desk"]
    assert world.rows("ticket", "ticket_id, status") == [("1", "open")]


def test_an_unknown_vendor_lists_what_there_is() -> None:
    with pytest.raises(ConfigurationError, match=r"no vendor named 'x'.*zendesk"):
        load_vendor("x")


def test_a_check_says_fail_or_warn_in_its_first_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {c.level for c in load_checks()} == {"fail", "warn"}
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks/odd.sql").write_text("SELECT 1")
    monkeypatch.setenv("CXPULSE_SQL", str(tmp_path))
    with pytest.raises(ConfigurationError, match=r"odd\.sql, line 1: must be '-- fail: <title>' or '-- warn: <title>'"):
        load_checks()
