-- One row per ticket. Departments name their own states: the type of a state is told by the API, else by the usual names, and
-- a ticket with a closing time is closed. Hours are hh:mm or hh:mm:ss of the schedule, so they are business time.
SELECT
    file_row,
    ticket_id,
    account_id,
    person_key(person_id, email, 'zoho', vendor_person) AS requester_key,
    created_at,
    first_reply_at,
    CASE WHEN solved_at IS NOT NULL OR lower(coalesce(status_type, status)) = 'closed' THEN coalesce(solved_at, updated_at) END AS solved_at,
    updated_at,
    CASE
        WHEN lower(coalesce(status_type, status)) LIKE 'on%hold' THEN 'hold'
        WHEN lower(coalesce(status_type, status)) = 'closed' OR solved_at IS NOT NULL THEN 'closed'
        WHEN word(status) LIKE 'waiting_on%' OR word(status) = 'pending' THEN 'pending'
        ELSE 'open'
    END AS status,
    priority,
    CASE word(channel) WHEN 'phone' THEN 'call_centre' WHEN 'forums' THEN 'web' ELSE word(channel) END AS channel,
    team,
    touchpoint,
    region,
    plan,
    reopens,
    replies,
    minutes_between(created_at, first_reply_at) AS first_reply_minutes,
    list_dot_product([60, 1, 1 / 60.0], list_resize(try_cast(string_split(replace(first_reply_hours, ' hrs', ''), ':') AS DOUBLE[]), 3, 0))
        AS first_reply_business_minutes,
    minutes_between(created_at, solved_at) AS resolution_minutes,
    list_dot_product([60, 1, 1 / 60.0], list_resize(try_cast(string_split(replace(resolution_hours, ' hrs', ''), ':') AS DOUBLE[]), 3, 0))
        AS resolution_business_minutes,
    tags
FROM raw
