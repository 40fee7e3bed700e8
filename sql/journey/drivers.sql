-- Grain: one row per customer and driver; customers who gave a relationship NPS answer from $start_at to $end_at.
-- relations: responses, tickets, customers (the one view of customers; without rows where it was never built)
-- A customer is the account, else the linked customer, else who answered. More than $most of them are a fixed sample (by a hash).
-- driver  'nps': mean answer; 'stage:<stage>' and 'touchpoint:<touchpoint>': share satisfied on $scale (where low is good: at most
--         what the survey declares); 'tickets': how many; 'reopened': how many were opened again; 'first_reply': mean of
--         ln(1 + minutes) to the first reply, rounded: threads add in any order, and the report must not differ in its last digits
WITH answers AS (
    SELECT r.*, coalesce(r.account_id, c.account_id, c.customer_id, r.respondent_key) AS customer
    FROM responses AS r
    LEFT JOIN customers AS c ON r.source = c.source AND r.respondent_key = c.key
    WHERE coalesce(r.account_id, r.respondent_key) IS NOT NULL AND r.score IS NOT NULL AND coalesce(r.direct, true)
        AND r.answered_at >= $start_at AND r.answered_at < $end_at
),
heard AS (
    SELECT customer, avg(score)::DOUBLE AS value
    FROM answers
    WHERE scale = 'nps' AND survey_kind = 'relationship'
    GROUP BY customer
    ORDER BY hash(customer), customer
    LIMIT $most
),
rated AS (
    SELECT
        customer, stage, touchpoint,
        CASE WHEN direction = 'lower_is_better' THEN score <= satisfied_from ELSE score >= satisfied_from END::INTEGER AS satisfied
    FROM answers
    WHERE satisfied_from IS NOT NULL AND scale = $scale AND coalesce(stage, 'unmapped') <> 'unmapped'
),
said AS (
    SELECT customer, 'stage:' || stage AS driver, avg(satisfied)::DOUBLE AS value FROM rated GROUP BY ALL
    UNION ALL
    SELECT customer, 'touchpoint:' || touchpoint, avg(satisfied)::DOUBLE FROM rated WHERE touchpoint IS NOT NULL GROUP BY ALL
),
asked AS (
    SELECT
        coalesce(t.account_id, c.account_id, c.customer_id, t.requester_key) AS customer, count(*)::DOUBLE AS tickets,
        count(*) FILTER (reopens > 0)::DOUBLE AS reopened, round(avg(ln(1 + first_reply_minutes)), 9)::DOUBLE AS first_reply
    FROM tickets AS t
    LEFT JOIN customers AS c ON t.source = c.source AND t.requester_key = c.key
    WHERE t.created_at >= $start_at AND t.created_at < $end_at AND coalesce(t.status, '') NOT IN ('deleted', 'merged', 'spam')
    GROUP BY customer
)
SELECT customer, 'nps' AS driver, value FROM heard
UNION ALL
SELECT s.customer, s.driver, s.value FROM said AS s SEMI JOIN heard AS h ON s.customer = h.customer
UNION ALL
SELECT h.customer, 'tickets', coalesce(a.tickets, 0) FROM heard AS h LEFT JOIN asked AS a ON h.customer = a.customer
UNION ALL
SELECT h.customer, 'reopened', coalesce(a.reopened, 0) FROM heard AS h LEFT JOIN asked AS a ON h.customer = a.customer
UNION ALL
SELECT a.customer, 'first_reply', a.first_reply
FROM asked AS a SEMI JOIN heard AS h ON a.customer = h.customer
WHERE a.first_reply IS NOT NULL
ORDER BY customer, driver
