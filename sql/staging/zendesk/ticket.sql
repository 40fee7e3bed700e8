-- One row per ticket snapshot. A merged ticket is a closed one with Zendesk's own tag; the first reply's time is
-- creation plus the calendar minutes to it, since a view has no column for it.
SELECT
    file_row,
    ticket_id,
    account_id,
    person_key(person_id, email, 'zendesk', vendor_person) AS requester_key,
    created_at,
    created_at + to_minutes(as_number(first_reply_minutes)::BIGINT) AS first_reply_at,
    CASE WHEN lower(status) IN ('solved', 'closed') THEN solved_at END AS solved_at,
    updated_at,
    CASE
        WHEN contains(tags, 'closed_by_merge') THEN 'merged'
        WHEN contains(lower(tags), 'spam') AND lower(status) = 'deleted' THEN 'spam'
        WHEN word(status) IN ('on_hold', 'hold') THEN 'hold'
        ELSE word(status)
    END AS status,
    priority,
    CASE word(channel)
        WHEN 'mail' THEN 'email'
        WHEN 'web_form' THEN 'web'
        WHEN 'phone_call' THEN 'call_centre'
        WHEN 'voice' THEN 'call_centre'
        WHEN 'mobile_sdk' THEN 'app'
        WHEN 'in_store' THEN 'store'
        ELSE word(channel)
    END AS channel,
    team,
    touchpoint,
    region,
    plan,
    reopens,
    replies,
    first_reply_minutes,
    first_reply_business_minutes,
    resolution_minutes,
    resolution_business_minutes,
    first_resolution_minutes,
    first_resolution_business_minutes,
    greatest(as_number(group_stations) - 1, 0) AS transfers,
    trim(translate(tags, '[]",', '   ')) AS tags
FROM raw
