-- One row per contract, as the source maps it; without a status, a contract is active.
SELECT
    file_row,
    contract_id,
    account_id,
    start_date,
    end_date,
    coalesce(word(status), 'active') AS status,
    yearly_value,
    currency,
    plan,
    region,
    updated_at
FROM raw
