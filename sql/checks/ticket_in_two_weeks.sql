-- fail: one ticket in two weeks
SELECT source, ticket_id, count(*) AS times, min(part) AS first_week, max(part) AS last_week
FROM tickets
-- most keys come once: only those whose short form comes again are looked at whole
WHERE hash(source, ticket_id) IN (SELECT hash(source, ticket_id) FROM tickets GROUP BY ALL HAVING count(*) > 1)
GROUP BY source, ticket_id
HAVING count(*) > 1
