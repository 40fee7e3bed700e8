-- Grain: one row per customer and driver; customers who gave a relationship NPS answer from $start_at to $end_at.
-- A customer is the account, else who answered. More than $most of them are a fixed sample (by a hash of the key).
-- driver  'nps': mean answer; 'stage:<stage>': share satisfied on $scale; 'tickets': how many; 'reopened': how many were opened
--         again; 'first_reply': mean of ln(1 + minutes) to the first reply, rounded: threads add in any order, and the report must not
--         differ in its last digits
WITH heard AS (
    SELECT coalesce(account_id, respondent_key) AS customer, avg(score)::DOUBLE AS value
    FROM responses
    WHERE coalesce(account_id, respondent_key) IS NOT NULL AND score IS NOT NULL AND scale = 'nps'
        AND survey_kind = 'relationship' AND coalesce(direct, true) AND answered_at >= $start_at AND answered_at < $end_at
    GROUP BY customer
    ORDER BY hash(customer), customer
    LIMIT $most
),
said AS (
    SELECT coalesce(account_id, respondent_key) AS customer, stage, avg((score >= satisfied_from)::INTEGER)::DOUBLE AS value
    FROM responses
    WHERE score IS NOT NULL AND satisfied_from IS NOT NULL AND scale = $scale AND coalesce(direct, true)
        AND coalesce(stage, 'unmapped') <> 'unmapped' AND answered_at >= $start_at AND answered_at < $end_at
    GROUP BY ALL
),
asked AS (
    SELECT
        coalesce(account_id, requester_key) AS customer, count(*)::DOUBLE AS tickets,
        count(*) FILTER (reopens > 0)::DOUBLE AS reopened, round(avg(ln(1 + first_reply_minutes)), 9)::DOUBLE AS first_reply
    FROM tickets
    WHERE created_at >= $start_at AND created_at < $end_at AND status NOT IN ('deleted', 'merged', 'spam')
    GROUP BY customer
)
SELECT customer, 'nps' AS driver, value FROM heard
UNION ALL
SELECT s.customer, 'stage:' || s.stage, s.value FROM said AS s SEMI JOIN heard AS h ON s.customer = h.customer
UNION ALL
SELECT h.customer, 'tickets', coalesce(a.tickets, 0) FROM heard AS h LEFT JOIN asked AS a ON h.customer = a.customer
UNION ALL
SELECT h.customer, 'reopened', coalesce(a.reopened, 0) FROM heard AS h LEFT JOIN asked AS a ON h.customer = a.customer
UNION ALL
SELECT a.customer, 'first_reply', a.first_reply
FROM asked AS a SEMI JOIN heard AS h ON a.customer = h.customer
WHERE a.first_reply IS NOT NULL
ORDER BY customer, driver
