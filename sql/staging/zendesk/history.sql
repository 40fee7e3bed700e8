-- One row per ticket from its audits: every change of the status in the order of time. Solved counts from the last solve; a ticket
-- that is closed without one, from its closing. It is created with its first audit.
WITH steps AS (
    SELECT
        raw.file_row,
        raw.ticket_id,
        raw.created_at AS moment,
        json_extract_string(step.event, '$.field_name') AS field,
        json_extract_string(step.event, '$.value') AS value
    FROM raw, LATERAL (SELECT unnest(from_json(raw.events, '["JSON"]')) AS event) AS step
),

states AS (
    SELECT
        *,
        lag(value) OVER (PARTITION BY ticket_id ORDER BY moment, file_row) AS before
    FROM steps
    WHERE field = 'status'
),

ends AS (
    SELECT
        ticket_id,
        max_by(value, (moment, file_row)) AS status,
        coalesce(
            max(moment) FILTER (WHERE value = 'solved'),
            max(moment) FILTER (WHERE value = 'closed')
        ) AS ended_at,
        count(*) FILTER (WHERE before IN ('solved', 'closed') AND value NOT IN ('solved', 'closed', 'deleted')) AS reopens
    FROM states
    GROUP BY ticket_id
),

tickets AS (
    SELECT
        ticket_id,
        max_by(file_row, (created_at, file_row)) AS file_row,
        min(created_at) AS created_at,
        max(created_at) AS updated_at
    FROM raw
    GROUP BY ticket_id
)

SELECT
    tickets.file_row,
    tickets.ticket_id,
    tickets.created_at,
    tickets.updated_at,
    coalesce(ends.status, 'open') AS status,
    CASE WHEN ends.status IN ('solved', 'closed') THEN ends.ended_at END AS solved_at,
    coalesce(ends.reopens, 0) AS reopens,
    (
        SELECT max_by(steps.value, (steps.moment, steps.file_row)) FROM steps
        WHERE steps.ticket_id = tickets.ticket_id AND steps.field = 'priority'
    ) AS priority
FROM tickets
LEFT JOIN ends ON tickets.ticket_id = ends.ticket_id
