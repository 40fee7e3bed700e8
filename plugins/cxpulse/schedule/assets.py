"""What the DAGs tell each other about."""

from __future__ import annotations

from airflow.sdk import Asset

LAKE = Asset(name="cx_lake", uri="cxpulse://lake", group="cx")
"""The figures that the lake holds: updated by every ingest, whether it changed a week or not."""
