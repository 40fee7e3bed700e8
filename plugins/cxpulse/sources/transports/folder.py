"""Transport `folder`: files of a local folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxpulse.sources.remote.listing import is_export


def find(root: Path, pattern: str, options: dict[str, Any]) -> list[Path]:
    """Files below `root` that match the glob, by name: exports carry their day in the name, so a later one comes later.

    Hidden files, and what an unfinished download or a spreadsheet leaves beside a file (.part, ~$), are no exports.
    """
    if not root.is_dir():
        return []
    return sorted(p for p in root.glob(pattern) if p.is_file() and is_export(p.name))
