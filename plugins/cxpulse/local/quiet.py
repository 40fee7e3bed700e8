"""Sends what the libraries print to a file and keeps the terminal for what a person wants to read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def quietly(log: Path) -> Iterator[TextIO]:
    """Standard output and error of this process, and of what it starts, go to `log`; gives the terminal (the old output)."""
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    old_out, old_err = os.dup(1), os.dup(2)
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    terminal = os.fdopen(os.dup(old_out), "w", encoding="utf-8")
    try:
        os.dup2(file, 1)
        os.dup2(file, 2)
        yield terminal
    finally:
        terminal.close()
        sys.stdout.flush()
        sys.stderr.flush()
        os.dup2(old_out, 1)
        os.dup2(old_err, 2)
        for descriptor in (file, old_out, old_err):
            os.close(descriptor)
