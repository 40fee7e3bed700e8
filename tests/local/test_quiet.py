"""Libraries' chatter goes to the log, the terminal stays for people, and all is as before afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import os, sys
from pathlib import Path
from cxpulse.local.quiet import quietly
with quietly(Path(sys.argv[1])) as terminal:
    print("chatter")
    print("noise", file=sys.stderr)
    os.system("echo child")
    print("for people", file=terminal)
print("after")
"""


def test_what_goes_where(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "run.log"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    done = subprocess.run([sys.executable, "-c", CODE, str(log)], capture_output=True, text=True, check=True, env=environment)
    assert (done.stdout, done.stderr) == ("for people\nafter\n", "")
    assert sorted(log.read_text(encoding="utf-8").split()) == ["chatter", "child", "noise"]
    assert log.stat().st_mode & 0o077 == 0
