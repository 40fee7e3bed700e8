"""Makes the hand-made models, the PDF tools and the gallery importable."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "rendering")]
