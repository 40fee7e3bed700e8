-- One row per case: created with its first event, solved with the last event that says so, in the state of its last event. A
-- case that is closed after it was solved was solved then: helpdesks close such cases by themselves, days later.
-- Events of one instant count in the order of the file.
WITH events AS (
    SELECT
        file_row,
        ticket_id,
        event_at,
        team,
        word(activity) AS activity,
        word(activity) IN ('solved', 'closed') AS ends,
        coalesce(lag(word(activity)) OVER case_order IN ('solved', 'closed'), FALSE) AS ended_before,
        word(activity) = 'solved' OR (
            word(activity) = 'closed' AND coalesce(lag(word(activity)) OVER case_order <> 'solved', TRUE)
        ) AS settles
    FROM raw
    WHERE event_at IS NOT NULL
    WINDOW case_order AS (PARTITION BY ticket_id ORDER BY event_at, file_row)
)

SELECT
    max_by(file_row, (event_at, file_row)) AS file_row,
    ticket_id,
    min(event_at) AS created_at,
    max(event_at) AS updated_at,
    CASE WHEN max_by(ends, (event_at, file_row)) THEN max(event_at) FILTER (WHERE settles) END AS solved_at,
    CASE
        WHEN max_by(activity, (event_at, file_row)) IN ('new', 'pending', 'hold', 'solved', 'closed', 'deleted', 'merged', 'spam')
            THEN max_by(activity, (event_at, file_row))
        ELSE 'open'
    END AS status,
    max_by(team, (event_at, file_row)) AS team,
    count(*) FILTER (WHERE ended_before AND NOT ends) AS reopens,
    CASE
        WHEN max_by(ends, (event_at, file_row))
            THEN minutes_between(min(event_at), max(event_at) FILTER (WHERE settles))
    END AS resolution_minutes,
    minutes_between(min(event_at), min(event_at) FILTER (WHERE ends)) AS first_resolution_minutes
FROM events
GROUP BY ticket_id
