-- One row per account.
SELECT file_row, account_id, name, segment, region, plan, industry, created_at, annual_revenue, updated_at
FROM raw
