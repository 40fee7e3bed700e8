-- fail: tickets from the future (is the source's zone right?)
SELECT source, ticket_id, created_at, file_row
FROM tickets
WHERE created_at > $now::TIMESTAMP + INTERVAL 1 DAY
ORDER BY created_at DESC
