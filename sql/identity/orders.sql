-- Grain: one row per person of a shop, as some partitions know it; what is told newest counts.
SELECT
    source, 'order' AS entity, respondent_key AS id, respondent_key AS own, NULL::VARCHAR AS number, NULL::VARCHAR AS email, NULL::VARCHAR AS phone,
    arg_max(account_id, ordered_at) AS account, arg_max(region, ordered_at) AS region, arg_max(plan, ordered_at) AS plan,
    arg_max(NULL::VARCHAR, ordered_at) AS language, min(ordered_at) AS since, max(ordered_at) AS last
FROM orders
WHERE respondent_key IS NOT NULL AND respondent_key NOT LIKE 'erased%'
GROUP BY source, respondent_key
