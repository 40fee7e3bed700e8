-- Grain: one row per dimension and value of answers from $start_at to $end_at that do not name it themselves, but whose customer is
-- known to belong to it from another record.
-- relations: responses, profiles (customer_id, dimension, value: what all records of a customer agree on), customers
-- n  direct answers
SELECT p.dimension, p.value, count(*)::INTEGER AS n
FROM responses AS r
INNER JOIN customers AS c ON r.source = c.source AND r.respondent_key = c.key
INNER JOIN profiles AS p ON c.customer_id = p.customer_id
WHERE r.score IS NOT NULL AND coalesce(r.direct, true) AND r.answered_at >= $start_at AND r.answered_at < $end_at
    AND CASE p.dimension WHEN 'region' THEN r.region IS NULL WHEN 'plan' THEN r.plan IS NULL WHEN 'language' THEN r.language IS NULL END
GROUP BY ALL
ORDER BY ALL
