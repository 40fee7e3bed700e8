-- One row per organisation.
SELECT file_row, account_id, name, segment, region, plan, created_at, updated_at
FROM raw
