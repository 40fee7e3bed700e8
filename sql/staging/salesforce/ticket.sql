-- One row per case. Orgs name their own states: a case with a closing date, or one that says it is closed, is closed.
SELECT
    file_row,
    ticket_id,
    account_id,
    person_key(person_id, email, 'salesforce', vendor_person) AS requester_key,
    created_at,
    first_reply_at,
    CASE WHEN solved_at IS NOT NULL OR lower(is_closed) = 'true' THEN coalesce(solved_at, updated_at) END AS solved_at,
    updated_at,
    CASE
        WHEN lower(is_deleted) = 'true' THEN 'deleted'
        WHEN solved_at IS NOT NULL OR lower(is_closed) = 'true' THEN 'closed'
        WHEN word(status) = 'new' THEN 'new'
        WHEN word(status) IN ('on_hold', 'hold') THEN 'hold'
        WHEN word(status) LIKE 'waiting%' OR word(status) = 'pending' THEN 'pending'
        ELSE 'open'
    END AS status,
    CASE lower(priority) WHEN 'medium' THEN 'normal' ELSE priority END AS priority,
    CASE word(channel) WHEN 'phone' THEN 'call_centre' ELSE word(channel) END AS channel,
    team,
    touchpoint,
    region,
    plan,
    minutes_between(created_at, first_reply_at) AS first_reply_minutes,
    minutes_between(created_at, solved_at) AS resolution_minutes
FROM raw
