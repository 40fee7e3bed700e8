"""Writes contact sheets to look at, or records what the pages look like now. See gallery.py."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import gallery


def main() -> None:
    """FOLDER: sheets of every case; --record: the looks."""
    from pdf_tools import CASES, pdf_of  # found through gallery

    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    if not asked:
        sys.exit(str(gallery.__doc__))
    looks = {}
    for variant, code in CASES:
        name = f"{variant}-{code}"
        pdf = pdf_of(variant, code)
        looks[name] = [gallery.look(page) for page in gallery.pages(pdf)]
        if asked != "--record":
            folder = Path(asked)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.png").write_bytes(gallery.sheet(gallery.pages(pdf, 1.1)))
    if asked == "--record":
        gallery.CHECKED.write_text(json.dumps(looks, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(looks)} cases, {sum(map(len, looks.values()))} pages")


if __name__ == "__main__":
    main()
