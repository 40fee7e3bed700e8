-- fail: one ticket in two weeks
SELECT source, ticket_id, count(DISTINCT part) AS weeks, min(part) AS first_week, max(part) AS last_week
FROM tickets
GROUP BY source, ticket_id
HAVING count(DISTINCT part) > 1
