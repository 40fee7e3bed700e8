-- Grain: one row per person of a survey, as some partitions know it; what is told newest counts.
SELECT
    source, 'response' AS entity, respondent_key AS id, respondent_key AS own, NULL::VARCHAR AS number, NULL::VARCHAR AS email, NULL::VARCHAR AS phone,
    arg_max(account_id, coalesce(answered_at, sent_at)) AS account, arg_max(region, coalesce(answered_at, sent_at)) AS region, arg_max(plan, coalesce(answered_at, sent_at)) AS plan,
    arg_max(language, coalesce(answered_at, sent_at)) AS language, min(coalesce(answered_at, sent_at)) AS since, max(coalesce(answered_at, sent_at)) AS last
FROM responses
WHERE respondent_key IS NOT NULL AND respondent_key NOT LIKE 'erased%'
GROUP BY source, respondent_key
