-- fail: one response in two weeks
SELECT source, response_id, count(*) AS times, min(part) AS first_week, max(part) AS last_week
FROM responses
GROUP BY source, response_id
HAVING count(*) > 1
