-- One row per ticket. Priority is a number from 0 to 100: the usual words stand for its quarters. Several requestors: the first.
SELECT
    file_row,
    ticket_id,
    account_id,
    person_key(person_id, trim(split_part(email, ',', 1)), 'request_tracker', vendor_person) AS requester_key,
    created_at,
    first_reply_at,
    CASE WHEN lower(status) IN ('resolved', 'rejected') THEN coalesce(solved_at, updated_at) END AS solved_at,
    updated_at,
    CASE word(status)
        WHEN 'resolved' THEN 'solved'
        WHEN 'rejected' THEN 'closed'
        WHEN 'stalled' THEN 'pending'
        WHEN 'new' THEN 'new'
        WHEN 'deleted' THEN 'deleted'
        ELSE 'open'
    END AS status,
    CASE
        WHEN as_number(priority) IS NULL THEN priority
        WHEN as_number(priority) >= 75 THEN 'urgent'
        WHEN as_number(priority) >= 50 THEN 'high'
        WHEN as_number(priority) >= 25 THEN 'normal'
        ELSE 'low'
    END AS priority,
    channel,
    team,
    touchpoint,
    region,
    plan,
    minutes_between(created_at, first_reply_at) AS first_reply_minutes,
    CASE WHEN lower(status) IN ('resolved', 'rejected') THEN minutes_between(created_at, coalesce(solved_at, updated_at)) END AS resolution_minutes,
    tags
FROM raw
