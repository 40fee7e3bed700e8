"""One file per transport: `find(root, pattern, options)` gives the files there are. Picked by name from this folder."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any

from cxpulse.core.errors import ConfigurationError


def find_files(transport: str, root: Path, pattern: str, options: dict[str, Any]) -> list[Path]:
    """The local paths of a source's files, oldest name first. Raises ConfigurationError for an unknown transport."""
    known = sorted(m.name for m in pkgutil.iter_modules(__path__))
    if transport not in known:
        raise ConfigurationError(f"no transport named '{transport}'; there are: {', '.join(known)}")
    found: list[Path] = importlib.import_module(f"{__name__}.{transport}").find(root, pattern, options)
    return found
