"""A small installation in a temporary folder: settings, sources and exports, for the tests of the ingest."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import pytest
import yaml

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)

NPS = {"id": "relationship_nps", "kind": "relationship", "scale": "nps", "minimum": 0, "maximum": 10}
TYPEFORM = {
    "vendor": "typeform",
    "path": "typeform/*.csv",
    "columns": {"score": "How likely?", "comment": "Why?", "email": "Email", "channel": "channel"},
    "survey": NPS,
}
HEADER = "#,How likely?,Why?,Email,channel,Submit Date (UTC)\n"


class World:
    """Writes exports, runs the ingest, looks into the lake."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.config, self.exports, self.data = folder / "config", folder / "exports", folder / "data"
        (self.config / "sources").mkdir(parents=True)
        self.exports.mkdir()
        monkeypatch.setenv("CXPULSE_CONFIG", str(self.config))
        monkeypatch.setenv("CXPULSE_DATA", str(self.data))
        monkeypatch.setenv("EXPORTS", str(self.exports))
        monkeypatch.setenv("CXPULSE_PSEUDONYM_KEY", "a key for tests only")
        self.monkeypatch = monkeypatch
        self.settings()

    def settings(self, **more: Any) -> None:
        """Writes settings.yaml: weeks from Saturday in Tehran."""
        given: dict[str, Any] = {
            "company": {"en": "Test"},
            "week": {"first_day": "saturday", "zone": "Asia/Tehran"},
            "touchpoints": {"delivery": "purchase", "support": "support"},
            **more,
        }
        (self.config / "settings.yaml").write_text(yaml.safe_dump(given))

    def source(self, name: str, **given: Any) -> None:
        """Writes one source."""
        (self.config / "sources" / f"{name}.yaml").write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")

    def export(self, path: str, content: str | bytes) -> Path:
        """Writes one export file."""
        target = self.exports / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def ingest(self, *sources: str, **more: Any) -> dict[str, Any]:
        """Runs the job."""
        from cxpulse.catalog.settings import load_settings
        from cxpulse.jobs.ingest import ingest

        return ingest(load_settings(), sources=list(sources) or None, now=NOW, **more)

    def rows(self, entity: str, columns: str = "*") -> list[tuple[Any, ...]]:
        """All rows of an entity, by key."""
        import duckdb

        with duckdb.connect() as con:
            return con.execute(
                f"SELECT {columns} FROM read_parquet('{self.data}/lake/{entity}/*/*.parquet', hive_partitioning=false) ORDER BY {entity}_id"
            ).fetchall()

    def parts(self) -> dict[str, tuple[int, str]]:
        """Every partition -> (time of its last change, hash of its bytes)."""
        files = sorted((self.data / "lake").rglob("*.parquet"))
        return {
            str(p.relative_to(self.data)): (p.stat().st_mtime_ns, hashlib.sha256(p.read_bytes()).hexdigest()) for p in files
        }

    def rejects(self, result: dict[str, Any]) -> list[dict[str, str]]:
        """Rows of the rejects file."""
        import csv

        with Path(result["rejects_file"]).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


def adds_up(result: dict[str, Any]) -> bool:
    """read = accepted + rejected + duplicates, per file and in total."""
    rows = [*result["files"], result["rows"]]
    return all(r["read"] == r["accepted"] + r["rejected"] + r["duplicates"] for r in rows)
