-- Grain: one row: how many customers the one view knows, and how many of them gave a direct answer from $start_at to $end_at.
-- relations: responses, customers
-- known  customers, whatever they are known from; heard: of them, those who answered
WITH who AS (
    SELECT DISTINCT c.customer_id
    FROM responses AS r
    INNER JOIN customers AS c ON r.source = c.source AND r.respondent_key = c.key
    WHERE r.score IS NOT NULL AND coalesce(r.direct, true) AND r.answered_at >= $start_at AND r.answered_at < $end_at
)
SELECT
    (SELECT count(DISTINCT customer_id) FROM customers)::INTEGER AS known,
    (SELECT count(*) FROM who)::INTEGER AS heard
