-- Grain: one row per account and day of `days` on which the account is under contract.
-- value  yearly value of the newest contract that had begun before the day; NULL counts as nothing
-- covered as in covers.sql: on the day before, with the grace period
WITH terms AS (
    SELECT
        account_id, contract_id, start_date, coalesce(yearly_value, 0)::DOUBLE AS value,
        coalesce(end_date + ($grace_days + 1)::INTEGER, DATE '9999-12-31') AS cover_end
    FROM contracts
    WHERE start_date IS NOT NULL AND account_id IS NOT NULL
        AND (end_date IS NOT NULL OR coalesce(status, 'active') = 'active')
        AND (end_date IS NULL OR end_date >= start_date)
)
SELECT d.day, t.account_id, arg_max(t.value, (t.start_date, t.contract_id)) AS value
FROM terms AS t
INNER JOIN days AS d ON t.start_date < d.day
GROUP BY d.day, t.account_id
HAVING max(t.cover_end) >= d.day
ORDER BY d.day, t.account_id
