"""Which week a run was for: what its task `judge` decided on, kept by Airflow."""

from __future__ import annotations

from airflow.models.xcom import XComModel
from airflow.utils.session import create_session

TASK = "judge"


def week_of_run(dag_id: str, run_id: str) -> str | None:
    """First day of the week as ISO text; None when the run has not decided, or decides on none."""
    query = XComModel.get_many(run_id=run_id, dag_ids=dag_id, task_ids=TASK, key="return_value", limit=1)
    with create_session() as session:
        row = session.execute(query.with_only_columns(XComModel.value, XComModel.key)).first()
        value = XComModel.deserialize_value(row) if row else None
    week = value.get("week") if isinstance(value, dict) else value
    return week if isinstance(week, str) else None
