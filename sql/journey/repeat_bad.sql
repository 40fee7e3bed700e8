-- Grain: one row per customer with at least $times bad answers from $start_at to $end_at, the most first.
-- Bad: a detractor's NPS answer (6 or less); an answer under what its survey declares as satisfied; on a scale where low
-- is good, an answer in its upper half. One answer per respondent, survey and week counts: the latest.
-- customer  the account, else the pseudonym of who answered; is_account says which
-- touchpoints at how many touchpoints
WITH latest AS (
    SELECT *
    FROM responses
    WHERE coalesce(account_id, respondent_key) IS NOT NULL AND score IS NOT NULL AND coalesce(direct, true)
        AND answered_at >= $start_at AND answered_at < $end_at
    QUALIFY row_number() OVER (
        PARTITION BY coalesce(respondent_key, source || response_id), survey_id, part_week ORDER BY answered_at DESC, row_key
    ) = 1
),
bad AS (
    SELECT coalesce(account_id, respondent_key) AS customer, account_id IS NOT NULL AS is_account, touchpoint, answered_at
    FROM latest
    WHERE CASE
        WHEN scale = 'nps' THEN score <= 6
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
