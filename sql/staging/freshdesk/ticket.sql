-- One row per ticket snapshot. Freshdesk's own hours are business hours of its schedule, so calendar minutes are counted here.
SELECT
    file_row,
    ticket_id,
    person_key(person_id, email, 'freshdesk', vendor_person) AS requester_key,
    account_id,
    created_at,
    first_reply_at,
    coalesce(solved_at, closed_at) AS solved_at,
    updated_at,
    CASE word(status)
        WHEN 'resolved' THEN 'solved'
        WHEN 'closed' THEN 'closed'
        WHEN 'open' THEN 'open'
        WHEN 'pending' THEN 'pending'
        WHEN 'waiting_on_customer' THEN 'pending'
        WHEN 'waiting_on_third_party' THEN 'hold'
        WHEN 'deleted' THEN 'deleted'
        WHEN 'spam' THEN 'spam'
        ELSE CASE WHEN coalesce(solved_at, closed_at) IS NULL THEN 'open' ELSE 'solved' END
    END AS status,
    priority,
    CASE word(channel) WHEN 'phone' THEN 'call_centre' WHEN 'portal' THEN 'web' ELSE word(channel) END AS channel,
    team,
    touchpoint,
    region,
    plan,
    replies,
    minutes_between(created_at, first_reply_at) AS first_reply_minutes,
    list_dot_product([60, 1, 1 / 60.0], string_split(first_reply_hours, ':')::DOUBLE[]) AS first_reply_business_minutes,
    minutes_between(created_at, coalesce(solved_at, closed_at)) AS resolution_minutes,
    list_dot_product([60, 1, 1 / 60.0], string_split(resolution_hours, ':')::DOUBLE[]) AS resolution_business_minutes,
    tags
FROM raw
