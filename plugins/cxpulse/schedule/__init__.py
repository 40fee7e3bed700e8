"""The thin Airflow pieces that the DAGs share: the week's timetable, the parameters, and what to do on failure."""
