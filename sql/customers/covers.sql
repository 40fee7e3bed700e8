-- Grain: one row per account and uninterrupted time under contract that began before $day.
-- A contract covers from its first day to its last day and $grace_days more; a renewal within the grace period goes on.
-- cover      1 for the account's first time with us, 2 after a loss, ...
-- first_day  first covered day
-- lost_on    first day that is not covered; NULL: open-ended, or not yet known
-- Contracts without a first day, or ended without a last day, cannot be placed and are left out.
WITH terms AS (
    SELECT
        account_id, start_date,
        coalesce(end_date + ($grace_days + 1)::INTEGER, DATE '9999-12-31') AS cover_end
    FROM contracts
    WHERE start_date < $day AND account_id IS NOT NULL
        AND (end_date IS NOT NULL OR coalesce(status, 'active') = 'active')
        AND (end_date IS NULL OR end_date >= start_date)
),
marked AS (
    SELECT
        *,
        coalesce(start_date > max(cover_end) OVER (
            PARTITION BY account_id ORDER BY start_date, cover_end ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), true) AS begins
    FROM terms
),
numbered AS (
    SELECT *, sum(begins::INTEGER) OVER (
        PARTITION BY account_id ORDER BY start_date, cover_end ROWS UNBOUNDED PRECEDING
    ) AS cover
    FROM marked
)
SELECT
    account_id,
    cover::INTEGER AS cover,
    min(start_date) AS first_day,
    nullif(max(cover_end), DATE '9999-12-31') AS lost_on
FROM numbered
GROUP BY account_id, cover
ORDER BY account_id, cover
