-- fail: answers from the future (is the source's zone right?)
SELECT source, response_id, answered_at, file_row
FROM responses
WHERE answered_at > $now::TIMESTAMP + INTERVAL 1 DAY
ORDER BY answered_at DESC
