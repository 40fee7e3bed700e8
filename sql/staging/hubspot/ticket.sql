-- One row per ticket. Pipeline stages are each portal's own: a ticket with a close date is solved.
SELECT
    file_row,
    ticket_id,
    account_id,
    created_at,
    first_reply_at,
    solved_at,
    updated_at,
    CASE
        WHEN lower(is_deleted) = 'true' THEN 'deleted'
        WHEN solved_at IS NOT NULL THEN 'solved'
        WHEN word(status) LIKE 'waiting_on_contact%' THEN 'pending'
        WHEN word(status) = 'new' THEN 'new'
        ELSE 'open'
    END AS status,
    priority,
    channel,
    team,
    touchpoint,
    region,
    plan,
    minutes_between(created_at, first_reply_at) AS first_reply_minutes,
    minutes_between(created_at, solved_at) AS resolution_minutes
FROM raw
