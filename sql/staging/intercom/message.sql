-- One row per part of a conversation that says something, and one for the message that opened it. Notes are internal; what the
-- AI agent or an operator bot wrote is a bot's; users, leads and contacts are customers. Bodies are looked at, never kept.
WITH parts AS (
    SELECT raw.*, unnest(from_json(parts, '["JSON"]')) AS part FROM raw WHERE parts IS NOT NULL
),
said AS (
    SELECT
        file_row, ticket_id, channel, team, priority, region, plan, touchpoint,
        json_extract_string(part, '$.id') AS part_id,
        json_extract_string(part, '$.part_type') AS part_type,
        to_timestamp(try_cast(json_extract_string(part, '$.created_at') AS BIGINT))::TIMESTAMP AS sent_at,
        json_extract_string(part, '$.author.type') AS author_type,
        coalesce(json_extract_string(part, '$.author.from_ai_agent') = 'true', false) AS from_ai
    FROM parts
    WHERE coalesce(trim(json_extract_string(part, '$.body')), '') <> '' AND json_extract_string(part, '$.created_at') IS NOT NULL
    UNION ALL
    SELECT file_row, ticket_id, channel, team, priority, region, plan, touchpoint, 'source', 'source', created_at, opener, false
    FROM raw
    WHERE parts IS NOT NULL AND opener IS NOT NULL
)
SELECT
    file_row,
    ticket_id || '-' || part_id AS message_id,
    ticket_id,
    sent_at,
    CASE
        WHEN from_ai OR word(author_type) = 'bot' THEN 'bot'
        WHEN word(author_type) IN ('admin', 'team') THEN 'agent'
        WHEN word(author_type) IN ('user', 'lead', 'contact') THEN 'customer'
        ELSE 'system'
    END AS author,
    NOT starts_with(part_type, 'note') AS public,
    CASE word(channel) WHEN 'conversation' THEN 'chat' ELSE word(channel) END AS channel,
    team,
    CASE WHEN word(priority) IN ('priority', 'true') THEN 'high' WHEN priority IS NOT NULL THEN 'normal' END AS priority,
    touchpoint,
    region,
    plan
FROM said
