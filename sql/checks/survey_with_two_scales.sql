-- fail: one survey on two scales (they would be averaged)
SELECT survey_id, count(DISTINCT (scale, scale_min, scale_max, direction)) AS scales, min(source) AS first_source, max(source) AS last_source
FROM responses
GROUP BY survey_id
HAVING count(DISTINCT (scale, scale_min, scale_max, direction)) > 1
