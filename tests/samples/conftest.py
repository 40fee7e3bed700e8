"""One small sample for all tests of this room."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxpulse.core.weeks import Calendar
from cxpulse.samples.headers import HEADERS
from cxpulse.samples.make import make_sample

TEHRAN = Calendar("Asia/Tehran", 5)
END = dt.date(2026, 11, 14)
Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return TEHRAN


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Folder and truth of 30 weeks at a third of the size."""
    folder = tmp_path_factory.mktemp("company")
    return folder, make_sample(folder, TEHRAN, end=END, weeks=30, seed=3, scale=0.33)


@pytest.fixture(scope="session")
def rows_of(company: tuple[Path, dict[str, Any]]) -> Callable[[str], Rows]:
    """Reads one file of the sample with the standard library, as text, its header rows left out."""

    def read(name: str) -> Rows:
        heads = len(HEADERS[name.rsplit("_", 1)[0]])
        with (company[0] / name).open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
        return [dict(zip(lines[0], line, strict=True)) for line in lines[heads:]]

    return read
