-- warn: touchpoints that settings.yaml maps to no journey stage
SELECT source, coalesce(touchpoint, '(none)') AS touchpoint, count(*) AS answers
FROM responses
WHERE stage = 'unmapped' AND survey_kind = 'transactional'
GROUP BY source, touchpoint
ORDER BY answers DESC
