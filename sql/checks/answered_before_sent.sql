-- warn: answered before it was sent
SELECT source, response_id, sent_at, answered_at, file_row
FROM responses
WHERE answered_at < sent_at
ORDER BY source, response_id
