"""What all benchmarks share: a step runs in a process of its own, so that its seconds and its memory are its own."""

from __future__ import annotations

import importlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxpulse.catalog.settings import Settings, load_settings

TESTS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Step:
    """What one step cost. seconds: processor seconds of all its threads, imports left out; peak: MB (1,000,000 bytes) of the whole process."""

    result: Any
    seconds: float
    wall: float
    peak: float


def settings_at(folder: Path) -> Settings:
    """The project's settings with data root and exports below a folder of this benchmark."""
    return load_settings().model_copy(
        update={"data_root": str(folder / "data"), "exports": str(folder / "exports"), "state_url": ""}
    )


def run_step(name: str, **arguments: Any) -> Step:
    """Run `bench.<module>:<function>` in a new process. Arguments and result are JSON-able. A failure is raised here."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.common", name, json.dumps(arguments)], cwd=TESTS, capture_output=True, text=True, check=False
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{done.stderr[-4000:]}")
    return Step(**json.loads(done.stdout.splitlines()[-1]))


def table(title: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print a table: first column left, the others right."""
    lines = [[str(c) for c in row] for row in (head, *rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    print(f"\n{title}")
    for line in lines:
        cells = [line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))]
        print("  " + "  ".join(cells).rstrip())


def _main() -> None:
    name, arguments = sys.argv[1], json.loads(sys.argv[2])
    module, function = name.split(":")
    call = getattr(importlib.import_module(f"bench.{module}"), function)
    cpu, wall = time.process_time(), time.perf_counter()
    result = call(**arguments)
    cost = {"seconds": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(json.dumps({"result": result, **cost, "peak": peak}))


if __name__ == "__main__":
    _main()
