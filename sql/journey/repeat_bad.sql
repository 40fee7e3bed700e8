-- Grain: one row per customer with at least $times bad answers from $start_at to $end_at, the most first.
-- relations: responses, customers (the one view of customers; without rows where it was never built)
-- Bad: a detractor's NPS answer (6 or less); an answer that its survey does not declare as satisfied; without such a line an
-- answer in the worse half of its scale. One answer per respondent, survey and week counts: the latest.
-- customer  the account, else the linked customer, else the pseudonym of who answered; is_account says whether it is an account
-- touchpoints at how many touchpoints
WITH latest AS (
    SELECT
        r.* EXCLUDE (account_id), coalesce(r.account_id, c.account_id) AS account_id,
        coalesce(r.account_id, c.account_id, c.customer_id, r.respondent_key) AS customer
    FROM responses AS r
    LEFT JOIN customers AS c ON r.source = c.source AND r.respondent_key = c.key
    WHERE coalesce(r.account_id, r.respondent_key) IS NOT NULL AND r.score IS NOT NULL AND coalesce(r.direct, true)
        AND r.answered_at >= $start_at AND r.answered_at < $end_at
    QUALIFY row_number() OVER (
        PARTITION BY coalesce(r.respondent_key, r.source || r.response_id), r.survey_id, r.part_week ORDER BY r.answered_at DESC, r.row_key
    ) = 1
),
bad AS (
    SELECT customer, account_id IS NOT NULL AS is_account, touchpoint, answered_at
    FROM latest
    WHERE CASE
        WHEN scale = 'nps' THEN score <= 6
        WHEN direction = 'lower_is_better' AND satisfied_from IS NOT NULL THEN score > satisfied_from
        WHEN direction = 'lower_is_better' THEN 2 * score > scale_min + scale_max
        WHEN satisfied_from IS NOT NULL THEN score < satisfied_from
        ELSE 2 * score < scale_min + scale_max
    END
)
SELECT
    customer, bool_or(is_account) AS is_account, count(*)::INTEGER AS bad, count(DISTINCT touchpoint)::INTEGER AS touchpoints,
    min(answered_at) AS first_at, max(answered_at) AS last_at
FROM bad
GROUP BY customer
HAVING count(*) >= $times
ORDER BY bad DESC, customer
