"""Who may see the page, through Airflow's own API server: nobody unknown; and no path leads out of the archive."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def server(synced_bag: Any) -> Any:
    """Airflow's API server with this project's plugin, in this process."""
    from airflow.api_fastapi.app import create_app
    from fastapi.testclient import TestClient

    return TestClient(create_app(apps="core"), raise_server_exceptions=False)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data root with one archived report."""
    monkeypatch.setenv("CXPULSE_DATA", str(tmp_path))
    folder = tmp_path / "archive" / "weekly" / "2026-11-14" / "en"
    folder.mkdir(parents=True)
    (folder / "report.pdf").write_bytes(b"%PDF-1.7 report")
    (folder / "meta.json").write_text("{}", encoding="utf-8")
    (folder / "model.json").write_text(json.dumps({"tiles": [], "terms": {}, "alerts": []}), encoding="utf-8")
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-1.7 secret")
    return tmp_path


@pytest.fixture
def signed_in(server: Any) -> dict[str, str]:
    """The header of a reader who may look, and nothing more."""
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    token = get_auth_manager().generate_jwt(SimpleAuthManagerUser(username="reader", role="VIEWER"))
    return {"Authorization": f"Bearer {token}"}


PDF = "/cx/reports/weekly/2026-11-14/en/report.pdf"


@pytest.mark.parametrize("path", ["/cx/", PDF, "/cx/page.css", "/cx/fonts/inter-400.ttf", "/cx/openapi.json", "/cx/docs"])
def test_who_is_not_signed_in_sees_nothing(server: Any, archive: Path, path: str) -> None:
    assert server.get(path).status_code in (401, 404)
    assert server.get("/cx/").status_code == 401
    assert server.get(PDF).status_code == 401


@pytest.mark.parametrize("code", ["en", "fa", "th"])
def test_who_is_signed_in_sees_the_page(server: Any, archive: Path, signed_in: dict[str, str], code: str) -> None:
    answer = server.get(f"/cx/?lang={code}", headers=signed_in)
    assert answer.status_code == 200
    assert f'<html lang="{code}"' in answer.text
    assert "script" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_cookie_signs_in_too(server: Any, archive: Path, signed_in: dict[str, str]) -> None:
    token = signed_in["Authorization"].removeprefix("Bearer ")
    assert server.get("/cx/", headers={"Cookie": f"_token={token}"}).status_code == 200


def test_an_unknown_language_or_week_is_no_error(server: Any, archive: Path, signed_in: dict[str, str]) -> None:
    answer = server.get("/cx/?lang=../../x&week=1999-01-01&report=<b>", headers=signed_in)
    assert (answer.status_code, '<html lang="en"' in answer.text) == (200, True)


def test_a_report_opens_in_the_browser(server: Any, archive: Path, signed_in: dict[str, str]) -> None:
    answer = server.get(PDF, headers=signed_in)
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'inline; filename="weekly-2026-11-14-en.pdf"'


@pytest.mark.parametrize(
    "path",
    [
        "/cx/reports/weekly/2026-11-14/en/model.json",
        "/cx/reports/weekly/2026-11-14/de/report.pdf",
        "/cx/reports/..%2f..%2fsecret.pdf/2026-11-14/en/report.pdf",
        "/cx/reports/weekly/..%2f..%2f../en/report.pdf",
        "/cx/reports/weekly/2026-11-14/en/..%2f..%2f..%2f..%2fsecret.pdf",
        "/cx/fonts/..%2fcss%2fpages.css.j2",
    ],
)
def test_no_path_leads_out_of_the_archive(server: Any, archive: Path, signed_in: dict[str, str], path: str) -> None:
    assert server.get(path, headers=signed_in).status_code == 404
