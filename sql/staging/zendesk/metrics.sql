-- One row per record of ticket metrics. It says nothing of the state: a ticket that is known keeps its own, another one is open
-- until it was solved.
SELECT
    file_row,
    ticket_id,
    created_at,
    created_at + to_minutes(as_number(first_reply_minutes)::BIGINT) AS first_reply_at,
    solved_at,
    updated_at,
    CASE WHEN solved_at IS NULL THEN 'open' ELSE 'solved' END AS status,
    reopens,
    replies,
    first_reply_minutes,
    first_reply_business_minutes,
    resolution_minutes,
    resolution_business_minutes,
    first_resolution_minutes,
    first_resolution_business_minutes,
    greatest(as_number(group_stations) - 1, 0) AS transfers
FROM raw
