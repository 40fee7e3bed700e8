"""IBM's Telco file through the product: every customer comes in as an account, and the sums are the file's own."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ingest_world import World


def test_telco_customers_come_in_as_accounts(shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path, monkeypatch)
    monkeypatch.setenv("EXPORTS", str(shared_data / "churn"))
    world.source(
        "telco", vendor="generic", path="ibm_telco_churn.csv", entities=["account"],
        columns={"account_id": "customerID", "plan": "Contract", "segment": "InternetService", "annual_revenue": "TotalCharges"},
    )  # fmt: skip
    report = world.ingest("telco")
    rows = report["rows"]
    assert rows["read"] == 7043
    assert rows["accepted"] + rows["rejected"] + rows["duplicates"] == 7043
    assert rows["accepted"] >= 7032  # eleven new customers have a blank instead of a total
    (file,) = (world.data / "lake" / "account").rglob("*.parquet")
    table = pq.read_table(file).to_pandas()
    assert table["account_id"].nunique() == rows["accepted"]
    assert set(table["plan"]) == {"month_to_month", "one_year", "two_year"}
