-- One row per contract. Salesforce has no word for cancelled: Terminated is the usual custom status.
SELECT
    file_row,
    contract_id,
    account_id,
    start_date,
    end_date,
    CASE word(contract_status)
        WHEN 'activated' THEN 'active'
        WHEN 'expired' THEN 'ended'
        WHEN 'terminated' THEN 'cancelled'
        WHEN 'canceled' THEN 'cancelled'
        ELSE word(contract_status)
    END AS status,
    yearly_value,
    currency,
    plan,
    region,
    updated_at
FROM raw
WHERE word(contract_status) NOT IN ('draft', 'in_approval_process') OR contract_status IS NULL
