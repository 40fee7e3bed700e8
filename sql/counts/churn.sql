-- Grain: one row per week, source and segment (region and plan) with customers under contract, lost or won.
-- relations: contracts, accounts, weeks
-- partition: contract
-- days: start_date
-- dimensions: region, plan
-- measures: active_at_start, lost, won, won_back
-- parameters: grace_days=14
--
-- A customer is an account; it is covered from a contract's first day to its last day and `grace_days` more, so a renewal
-- within the grace period is no loss. It is lost on the first day that is not covered: a published figure then never
-- waits for the future.
-- active_at_start accounts covered on the day before the week begins
-- lost            of those, the accounts whose cover ended in the week, so lost <= active_at_start; new ones are excluded
-- won, won_back   accounts whose first contract began in the week; accounts that came back after a loss
-- A contract without first day, or ended without a last day, cannot be placed and is left out. region and plan are the
-- contract's, else the account's, of the newest contract at that time; without a value 'unknown'.
-- Adds up over segments and sources; not over weeks (active_at_start is a stock).
WITH terms AS (
    SELECT
        c.part_week, c.source, c.account_id, c.contract_id, c.start_date,
        coalesce(c.end_date + ($grace_days + 1)::INTEGER, DATE '9999-12-31') AS cover_end,
        coalesce(c.region, a.region, 'unknown') AS region,
        coalesce(c.plan, a.plan, 'unknown') AS plan
    FROM contracts AS c
    LEFT JOIN accounts AS a ON c.source = a.source AND c.account_id = a.account_id
    WHERE c.start_date IS NOT NULL AND c.account_id IS NOT NULL
        AND (c.end_date IS NOT NULL OR coalesce(c.status, 'active') = 'active')
        AND (c.end_date IS NULL OR c.end_date >= c.start_date)
),
covered AS (
    SELECT
        *,
        max(cover_end) OVER earlier AS covered_before,
        max(cover_end) OVER so_far AS covered_until,
        lead(start_date) OVER in_order AS next_start
    FROM terms
    WINDOW
        in_order AS (PARTITION BY source, account_id ORDER BY start_date, contract_id),
        so_far AS (in_order ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        earlier AS (in_order ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
spells AS (  -- the time during which one contract is the account's newest and the account is covered
    SELECT
        *,
        least(covered_until, coalesce(next_start, covered_until)) AS spell_end,
        coalesce(next_start > covered_until, true) AS ends_cover,
        max(CASE WHEN covered_before IS NULL OR start_date > covered_before THEN start_date END) OVER (
            PARTITION BY source, account_id ORDER BY start_date, contract_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS cover_start
    FROM covered
),
tallies AS (
    SELECT w.week, s.*, 1 AS active, 0 AS lost, 0 AS won, 0 AS won_back
    FROM spells AS s
    INNER JOIN weeks AS w ON s.start_date < w.week AND s.spell_end >= w.week
    UNION ALL
    SELECT w.week, s.*, 0, 1, 0, 0
    FROM spells AS s
    INNER JOIN weeks AS w ON s.spell_end >= w.week AND s.spell_end < w.next_week AND s.cover_start < w.week
    WHERE s.ends_cover
    UNION ALL
    SELECT w.week, s.*, 0, 0, (s.covered_before IS NULL)::INT, (s.covered_before IS NOT NULL)::INT
    FROM spells AS s
    INNER JOIN weeks AS w ON s.start_date >= w.week AND s.start_date < w.next_week
    WHERE s.start_date = s.cover_start AND (s.covered_before IS NULL OR s.start_date > s.covered_before)
)
SELECT
    week, part_week, source, region, plan,
    sum(active)::BIGINT AS active_at_start,
    sum(lost)::BIGINT AS lost,
    sum(won)::BIGINT AS won,
    sum(won_back)::BIGINT AS won_back
FROM tallies
GROUP BY ALL
