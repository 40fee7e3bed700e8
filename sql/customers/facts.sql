-- Grain: one row per account under contract on the day before $day, as it was known at the instant $at.
-- relations: contracts, accounts, contacts, responses, tickets, orders
-- An answer, ticket or order without an account belongs to the account of the contact with the same pseudonym, if there is one only.
--
-- Only what was there before $at is read: no status, last day or change of a contract, no solve or reopening that came
-- later. So the same query gives the features of a past day, to learn from, and those of today.
-- value, plan, region  of the newest contract; contract_days since it began; contracts so far; tenure_days since the first
-- nps_*, csat_*        direct answers since $half_at, one per respondent, survey and week
-- detractor_at         when the newest NPS answer was given, if it was 6 or less; NULL otherwise
-- tickets_recent       created since $recent_at; tickets_before: since $year_at and before it
-- open_late            still open, and open for longer than $late_minutes
-- reopened             opened again and solved since $recent_at
-- orders_recent        since $quarter_at; orders_before: since $year_at and before it
-- seen_at              newest answer, ticket or order
WITH terms AS (
    SELECT
        c.account_id, c.start_date, c.contract_id, coalesce(c.yearly_value, 0)::DOUBLE AS value, c.currency, c.plan, c.region,
        coalesce(c.end_date + ($grace_days + 1)::INTEGER, DATE '9999-12-31') AS cover_end
    FROM contracts AS c
    WHERE c.start_date < $day AND c.account_id IS NOT NULL
        AND (c.end_date IS NOT NULL OR coalesce(c.status, 'active') = 'active')
        AND (c.end_date IS NULL OR c.end_date >= c.start_date)
),
covered AS (
    SELECT
        account_id,
        arg_max(value, (start_date, contract_id)) AS value,
        arg_max(currency, (start_date, contract_id)) AS currency,
        arg_max(plan, (start_date, contract_id)) AS plan,
        arg_max(region, (start_date, contract_id)) AS region,
        ($day - max(start_date))::INTEGER AS contract_days,
        ($day - min(start_date))::INTEGER AS tenure_days,
        count(*)::INTEGER AS contracts
    FROM terms
    GROUP BY account_id
    HAVING max(cover_end) >= $day
),
people AS (
    SELECT contact_key, any_value(account_id) AS account_id
    FROM contacts
    WHERE contact_key IS NOT NULL AND account_id IS NOT NULL
    GROUP BY contact_key
    HAVING count(DISTINCT account_id) = 1
),
answers AS (
    SELECT
        coalesce(r.account_id, p.account_id) AS account_id, scale, score, satisfied_from, answered_at,
        CASE WHEN direction = 'lower_is_better' THEN score <= satisfied_from ELSE score >= satisfied_from END AS satisfied
    FROM responses AS r
    LEFT JOIN people AS p ON r.account_id IS NULL AND r.respondent_key = p.contact_key
    WHERE coalesce(r.account_id, p.account_id) IS NOT NULL AND score IS NOT NULL AND coalesce(direct, true)
        AND answered_at >= $half_at AND answered_at < $at
    QUALIFY row_number() OVER (
        PARTITION BY coalesce(respondent_key, source || response_id), survey_id, part_week ORDER BY answered_at DESC, row_key
    ) = 1
),
said AS (
    SELECT
        account_id,
        count(*) FILTER (scale = 'nps')::INTEGER AS nps_answers,
        avg(score) FILTER (scale = 'nps') AS nps_mean,
        count(*) FILTER (scale = 'csat' AND satisfied_from IS NOT NULL)::INTEGER AS csat_answers,
        avg(satisfied::INTEGER) FILTER (scale = 'csat' AND satisfied_from IS NOT NULL) AS csat_share,
        CASE WHEN arg_max(score, answered_at) FILTER (scale = 'nps') <= 6 THEN max(answered_at) FILTER (scale = 'nps') END AS detractor_at,
        max(answered_at) AS answered_at
    FROM answers
    GROUP BY account_id
),
asked AS (
    SELECT
        coalesce(t.account_id, p.account_id) AS account_id,
        count(*) FILTER (t.created_at >= $recent_at)::INTEGER AS tickets_recent,
        count(*) FILTER (t.created_at < $recent_at)::INTEGER AS tickets_before,
        count(*) FILTER (
            (solved_at IS NULL OR solved_at >= $at) AND date_diff('minute', t.created_at, $at) > $late_minutes
        )::INTEGER AS open_late,
        count(*) FILTER (reopens > 0 AND solved_at >= $recent_at AND solved_at < $at)::INTEGER AS reopened,
        max(t.created_at) AS created_at
    FROM tickets AS t
    LEFT JOIN people AS p ON t.account_id IS NULL AND t.requester_key = p.contact_key
    WHERE coalesce(t.account_id, p.account_id) IS NOT NULL AND t.created_at >= $year_at AND t.created_at < $at
        AND coalesce(status, '') NOT IN ('deleted', 'merged', 'spam')
    GROUP BY 1
),
bought AS (
    SELECT
        coalesce(o.account_id, p.account_id) AS account_id,
        count(*) FILTER (ordered_at >= $quarter_at)::INTEGER AS orders_recent,
        count(*) FILTER (ordered_at < $quarter_at)::INTEGER AS orders_before,
        max(ordered_at) AS ordered_at
    FROM orders AS o
    LEFT JOIN people AS p ON o.account_id IS NULL AND o.respondent_key = p.contact_key
    WHERE coalesce(o.account_id, p.account_id) IS NOT NULL AND ordered_at >= $year_at AND ordered_at < $at
    GROUP BY 1
)
SELECT
    c.account_id, a.name, a.segment, a.industry,
    c.value, c.currency, coalesce(c.plan, a.plan) AS plan, coalesce(c.region, a.region) AS region,
    c.contract_days, c.tenure_days, c.contracts,
    coalesce(s.nps_answers, 0) AS nps_answers, s.nps_mean, coalesce(s.csat_answers, 0) AS csat_answers, s.csat_share,
    s.detractor_at,
    coalesce(t.tickets_recent, 0) AS tickets_recent, coalesce(t.tickets_before, 0) AS tickets_before,
    coalesce(t.open_late, 0) AS open_late, coalesce(t.reopened, 0) AS reopened,
    coalesce(b.orders_recent, 0) AS orders_recent, coalesce(b.orders_before, 0) AS orders_before,
    greatest(s.answered_at, t.created_at, b.ordered_at) AS seen_at
FROM covered AS c
LEFT JOIN (SELECT * FROM accounts QUALIFY row_number() OVER (PARTITION BY account_id ORDER BY source) = 1) AS a
    ON c.account_id = a.account_id
LEFT JOIN said AS s ON c.account_id = s.account_id
LEFT JOIN asked AS t ON c.account_id = t.account_id
LEFT JOIN bought AS b ON c.account_id = b.account_id
ORDER BY c.account_id
