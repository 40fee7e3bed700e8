-- One row per state of a conversation; closed is solved, snoozed is waiting.
SELECT
    file_row,
    ticket_id,
    account_id,
    pseudonym('intercom', vendor_person) AS requester_key,
    created_at,
    first_reply_at,
    CASE WHEN word(status) = 'closed' THEN coalesce(solved_at, updated_at) END AS solved_at,
    updated_at,
    CASE word(status) WHEN 'closed' THEN 'solved' WHEN 'snoozed' THEN 'pending' ELSE 'open' END AS status,
    CASE WHEN word(priority) IN ('priority', 'true') THEN 'high' WHEN priority IS NOT NULL THEN 'normal' END AS priority,
    CASE word(channel) WHEN 'conversation' THEN 'chat' ELSE word(channel) END AS channel,
    team,
    touchpoint,
    region,
    plan,
    reopens,
    minutes_between(created_at, first_reply_at) AS first_reply_minutes,
    CASE WHEN word(status) = 'closed' THEN minutes_between(created_at, coalesce(solved_at, updated_at)) END AS resolution_minutes
FROM raw
