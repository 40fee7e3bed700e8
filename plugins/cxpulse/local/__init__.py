"""Everything on one machine: set-up, one run of the whole job through Airflow, and the Airflow UI on loopback."""
