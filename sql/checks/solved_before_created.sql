-- warn: tickets solved before they were created
SELECT source, ticket_id, created_at, solved_at, file_row
FROM tickets
WHERE solved_at < created_at
ORDER BY source, ticket_id
