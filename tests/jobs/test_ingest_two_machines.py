"""Two machines that take exports into one lake in an object store at the same time lose no row of either."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.s3 import BUCKET, S3
from ingest_world import HEADER, TYPEFORM, World

FILES = 2
MACHINE = """
import sys
from pathlib import Path
import cxpulse.catalog.settings as settings
settings.project_root = lambda: Path(sys.argv[1])  # the folder of this machine: its own file lock
from cxpulse.jobs.ingest import ingest
from cxpulse.lake import lease
lease.POLL = 0.05
import datetime as dt
exports, name = Path(sys.argv[2]), sys.argv[3]
for number in range(int(sys.argv[4])):
    row = f"{name}{number},9,Quick,{name}{number}@novin.example,app,2026-11-20 10:00:0{number}\\n"
    (exports / f"{name}{number}.csv").write_text(sys.argv[5] + row)
    ingest(settings.load_settings(), sources=None, now=dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC))
"""


def test_no_row_of_either_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server, world = S3(), World(tmp_path, monkeypatch)
    world.source("nps", **{**TYPEFORM, "path": "*.csv"})
    environment = {
        **os.environ, "AWS_ACCESS_KEY_ID": "novin", "AWS_SECRET_ACCESS_KEY": "s3-secret", "AWS_ENDPOINT_URL": server.endpoint,
        "AWS_DEFAULT_REGION": "us-east-1", "CXPULSE_DATA": f"s3://{BUCKET}/lake", "CXPULSE_STATE_URL": f"sqlite:///{tmp_path / 'state.db'}",
    }  # fmt: skip
    machines = []
    for name in ("tehran", "bangkok"):
        exports = tmp_path / name / "exports"
        exports.mkdir(parents=True)
        words = [sys.executable, "-c", MACHINE, str(tmp_path / name), str(exports), name, str(FILES), HEADER]
        machines.append(subprocess.Popen(words, env={**environment, "EXPORTS": str(exports)}, stderr=subprocess.PIPE, text=True))
    told = [machine.communicate(timeout=120)[1] for machine in machines]
    assert [machine.returncode for machine in machines] == [0, 0], told
    import pyarrow.parquet as pq

    found = server.client.get_object(Bucket=BUCKET, Key="lake/lake/response/source=nps/week=2026-11-14.parquet")["Body"].read()
    rows = pq.read_table(io.BytesIO(found), columns=["response_id"])["response_id"].to_pylist()
    assert sorted(rows) == sorted(f"{name}{n}" for name in ("tehran", "bangkok") for n in range(FILES))
    server.close()
