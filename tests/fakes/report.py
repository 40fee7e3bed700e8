"""The hand-made report models of the rendering tests, for those who deliver them."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "rendering"))

from example import VARIANTS, rich

__all__ = ["VARIANTS", "rich"]
