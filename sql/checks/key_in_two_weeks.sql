-- fail: one response in two weeks
SELECT source, response_id, count(DISTINCT part) AS weeks, min(part) AS first_week, max(part) AS last_week
FROM responses
GROUP BY source, response_id
HAVING count(DISTINCT part) > 1
