-- Grain: one row per number of stages at which customers were heard from $start_at to $end_at.
-- A customer is who answered; answers on $scale whose survey declares from where on it is satisfied, direct ones only.
-- customers  customers heard at so many stages; mean: sum over them of their mean over the stages
-- all_good   of them, satisfied at every stage (mean of the stage's answers at least one half)
-- stages_good of their stages, those that were good
-- As core/journey/journeys.py, journey_scores, counts customer by customer.
WITH per_stage AS (
    SELECT respondent_key, stage, avg((score >= satisfied_from)::INTEGER) AS satisfied
    FROM responses
    WHERE respondent_key IS NOT NULL AND score IS NOT NULL AND satisfied_from IS NOT NULL AND scale = $scale
        AND coalesce(direct, true) AND coalesce(stage, 'unmapped') <> 'unmapped'
        AND answered_at >= $start_at AND answered_at < $end_at
    GROUP BY ALL
),
per_customer AS (
    SELECT respondent_key, count(*) AS stages, avg(satisfied) AS mean, min(satisfied) AS worst, count(*) FILTER (satisfied >= 0.5) AS good
    FROM per_stage
    GROUP BY respondent_key
)
SELECT
    stages::INTEGER AS stages, count(*)::INTEGER AS customers, sum(mean)::DOUBLE AS mean,
    count(*) FILTER (worst >= 0.5)::INTEGER AS all_good, sum(good)::INTEGER AS stages_good
FROM per_customer
GROUP BY stages
ORDER BY stages
