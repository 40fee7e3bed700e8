-- Grain: one row per week, source and segment (region and plan) with customers under contract when the week began.
-- relations: contracts, accounts, money, weeks
-- partition: contract
-- days: start_date
-- dimensions: region, plan
-- measures: accounts, start_value, gross_value, net_value, churned_value, start_start, gross_gross, start_gross, net_net, start_net, churned_churned, start_churned
-- parameters: grace_days=14
--
-- What became in one week of the yearly value that was under contract on the day before the week. Cover, grace period and
-- region and plan are those of the family churn; the value is the account's newest contract's, NULL counts as nothing.
-- money           the currency of the figures: accounts with a contract in another are left out; NULL: none is declared, so
--                 contracts in more than one give no row at all; no row: none is to be given. A contract without one is in it
-- accounts        accounts with a value above zero when the week began; new accounts are no part of retention
-- start_value     their yearly value then
-- churned_value   of it, the value of accounts that are not covered any more on the day before the next week
-- gross_value     what is left without growth: the smaller of then and now, account by account
-- net_value       what these accounts are worth on the day before the next week, growth included
-- a_b             sums over accounts of the product of two values: what the interval of a ratio needs
-- Adds up over segments and sources; not over weeks (start_value is a stock).
WITH others AS (  -- accounts with a value in another currency: two are never added
    SELECT DISTINCT c.source, c.account_id
    FROM contracts AS c
    CROSS JOIN money AS m
    WHERE c.yearly_value > 0 AND upper(c.currency) <> m.currency
),
found AS (
    SELECT count(DISTINCT coalesce(upper(currency), '')) AS currencies
    FROM contracts
    WHERE yearly_value > 0
),
terms AS (
    SELECT
        c.part_week, c.source, c.account_id, c.contract_id, c.start_date,
        coalesce(c.end_date + ($grace_days + 1)::INTEGER, DATE '9999-12-31') AS cover_end,
        coalesce(c.region, a.region, 'unknown') AS region,
        coalesce(c.plan, a.plan, 'unknown') AS plan,
        CASE WHEN o.account_id IS NULL THEN coalesce(c.yearly_value, 0) ELSE 0 END::DOUBLE AS value
    FROM contracts AS c
    CROSS JOIN money AS m
    CROSS JOIN found AS f
    LEFT JOIN others AS o ON c.source = o.source AND c.account_id = o.account_id
    LEFT JOIN accounts AS a ON c.source = a.source AND c.account_id = a.account_id
    WHERE (m.currency IS NOT NULL OR f.currencies <= 1)
        AND c.start_date IS NOT NULL AND c.account_id IS NOT NULL
        AND (c.end_date IS NOT NULL OR coalesce(c.status, 'active') = 'active')
        AND (c.end_date IS NULL OR c.end_date >= c.start_date)
),
spells AS (  -- the time during which one contract is the account's newest and the account is covered
    SELECT
        *,
        least(
            max(cover_end) OVER (in_order ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
            coalesce(lead(start_date) OVER in_order, DATE '9999-12-31')
        ) AS spell_end
    FROM terms
    WINDOW in_order AS (PARTITION BY source, account_id ORDER BY start_date, contract_id)
),
pairs AS (
    SELECT
        w.week, s.part_week, s.source, s.region, s.plan, s.value AS x, coalesce(n.value, 0) AS y,
        n.account_id IS NULL AS gone
    FROM spells AS s
    INNER JOIN weeks AS w ON s.start_date < w.week AND s.spell_end >= w.week
    LEFT JOIN spells AS n
        ON s.source = n.source AND s.account_id = n.account_id
        AND n.start_date < w.next_week AND n.spell_end >= w.next_week
    WHERE s.value > 0
)
SELECT
    week, part_week, source, region, plan,
    count(*)::BIGINT AS accounts,
    sum((x)::DECIMAL(38, 6))::DOUBLE AS start_value,
    sum((least(x, y))::DECIMAL(38, 6))::DOUBLE AS gross_value,
    sum((y)::DECIMAL(38, 6))::DOUBLE AS net_value,
    sum((CASE WHEN gone THEN x ELSE 0 END)::DECIMAL(38, 6))::DOUBLE AS churned_value,
    sum((x * x)::DECIMAL(38, 6))::DOUBLE AS start_start,
    sum((least(x, y) * least(x, y))::DECIMAL(38, 6))::DOUBLE AS gross_gross,
    sum((x * least(x, y))::DECIMAL(38, 6))::DOUBLE AS start_gross,
    sum((y * y)::DECIMAL(38, 6))::DOUBLE AS net_net,
    sum((x * y)::DECIMAL(38, 6))::DOUBLE AS start_net,
    sum((CASE WHEN gone THEN x * x ELSE 0 END)::DECIMAL(38, 6))::DOUBLE AS churned_churned,
    sum((CASE WHEN gone THEN x * x ELSE 0 END)::DECIMAL(38, 6))::DOUBLE AS start_churned
FROM pairs
GROUP BY ALL
