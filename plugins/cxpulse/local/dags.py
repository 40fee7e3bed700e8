"""Runs DAGs to their end in this process, without a scheduler: Airflow's own `dag.test`, one after the other."""

from __future__ import annotations

import os
from typing import Any

from cxpulse.core.errors import ConfigurationError


def load_bag() -> Any:
    """All DAGs of the folder, known to the metadata database. Raises ConfigurationError when one cannot be loaded."""
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db

    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"], bundle_name="dags-folder")
    if bag.import_errors:
        raise ConfigurationError("; ".join(f"{file}: {why.strip().splitlines()[-1]}" for file, why in bag.import_errors.items()))
    DagBundlesManager().sync_bundles_to_db()
    sync_bag_to_db(bag, bundle_name="dags-folder", bundle_version=None)
    return bag


def execute(bag: Any, dag_id: str, conf: dict[str, Any]) -> tuple[bool, dict[str, Any]]:
    """Runs one DAG now, as a run made by hand. Gives whether it succeeded, and what each task returned, by task.

    Nothing is tried again: somebody is waiting, and sees the error at once.
    """
    from airflow.utils.session import create_session

    dag = bag.dags[dag_id]
    retries = {task.task_id: task.retries for task in dag.tasks}
    try:
        for task in dag.tasks:
            task.retries = 0
        run = dag.test(logical_date=None, run_conf=conf)
    finally:
        for task in dag.tasks:
            task.retries = retries[task.task_id]
    with create_session() as session:
        tasks = run.get_task_instances(session=session)
        returned = {t.task_id: t.xcom_pull(task_ids=t.task_id, session=session) for t in tasks if t.state == "success"}
    return str(run.state) == "success", returned
