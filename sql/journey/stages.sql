-- Grain: one row per number of stages at which customers were heard from $start_at to $end_at.
-- relations: responses, customers (the one view of customers; without rows where it was never built)
-- A customer is who answered, in all sources that are linked to one person; answers on $scale whose survey declares from where
-- on it is satisfied (up to where, if low is good), direct ones only.
-- customers  customers heard at so many stages; mean: sum over them of their mean over the stages
-- all_good   of them, satisfied at every stage (mean of the stage's answers at least one half)
-- stages_good of their stages, those that were good
-- As core/journey/journeys.py, journey_scores, counts customer by customer.
WITH per_stage AS (
    SELECT
        coalesce(c.customer_id, r.respondent_key) AS customer, r.stage,
        avg(CASE WHEN r.direction = 'lower_is_better' THEN r.score <= r.satisfied_from ELSE r.score >= r.satisfied_from END::INTEGER) AS satisfied
    FROM responses AS r
    LEFT JOIN customers AS c ON r.source = c.source AND r.respondent_key = c.key
    WHERE r.respondent_key IS NOT NULL AND r.score IS NOT NULL AND r.satisfied_from IS NOT NULL AND r.scale = $scale
        AND coalesce(r.direct, true) AND coalesce(r.stage, 'unmapped') <> 'unmapped'
        AND r.answered_at >= $start_at AND r.answered_at < $end_at
    GROUP BY ALL
),
per_customer AS (
    SELECT customer, count(*) AS stages, avg(satisfied) AS mean, min(satisfied) AS worst, count(*) FILTER (satisfied >= 0.5) AS good
    FROM per_stage
    GROUP BY customer
)
SELECT
    stages::INTEGER AS stages, count(*)::INTEGER AS customers, sum(mean)::DOUBLE AS mean,
    count(*) FILTER (worst >= 0.5)::INTEGER AS all_good, sum(good)::INTEGER AS stages_good
FROM per_customer
GROUP BY stages
ORDER BY stages
