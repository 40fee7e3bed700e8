-- One row per issue. Jira's states are each project's own: an issue with a resolution is solved, others by their usual names.
SELECT
    file_row,
    ticket_id,
    pseudonym('jira', vendor_person) AS requester_key,
    account_id,
    created_at,
    first_reply_at,
    solved_at,
    updated_at,
    CASE
        WHEN solved_at IS NOT NULL THEN 'solved'
        WHEN word(status) IN ('waiting_for_customer', 'pending') THEN 'pending'
        WHEN word(status) IN ('on_hold', 'blocked') THEN 'hold'
        WHEN word(status) IN ('done', 'closed', 'resolved', 'canceled', 'cancelled') THEN 'closed'
        ELSE 'open'
    END AS status,
    priority,
    channel,
    team,
    touchpoint,
    region,
    plan,
    minutes_between(created_at, first_reply_at) AS first_reply_minutes,
    minutes_between(created_at, solved_at) AS resolution_minutes,
    tags
FROM raw
