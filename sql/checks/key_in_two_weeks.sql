-- fail: one response in two weeks
SELECT source, response_id, count(*) AS times, min(part) AS first_week, max(part) AS last_week
FROM responses
-- most keys come once: only those whose short form comes again are looked at whole
WHERE hash(source, response_id) IN (SELECT hash(source, response_id) FROM responses GROUP BY ALL HAVING count(*) > 1)
GROUP BY source, response_id
HAVING count(*) > 1
