"""The rules that people use; one file is one rival with TITLE and `alarms(grid) -> series by weeks of booleans`."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType


def rivals() -> dict[str, ModuleType]:
    """Name -> module, in order of name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__))
    return {name: importlib.import_module(f"{__name__}.{name}") for name in names}
