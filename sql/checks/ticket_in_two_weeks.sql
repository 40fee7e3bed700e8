-- fail: one ticket in two weeks
SELECT source, ticket_id, count(*) AS times, min(part) AS first_week, max(part) AS last_week
FROM tickets
GROUP BY source, ticket_id
HAVING count(*) > 1
