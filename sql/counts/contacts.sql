-- Grain: one row per week, partition, source and segment in which tickets of known requesters were solved.
-- relations: ticket_rows, places, ticket_segments
-- partition: ticket
-- following: 3
-- instants: created_at, solved_at
-- dimensions: channel, team, priority, touchpoint, stage, region, plan
-- measures: askers_known, first_contact_known, first_contact, solved_soon, repeated, bot_closed_known, bot_came_back
--
-- A contact is repeated when the same requester opens another ticket within 7 days after the solve, whatever it is about:
-- exports do not tell the matter. Only tickets solved within 14 days of their creation are looked at for that, so that the
-- partitions of the 3 following weeks hold every ticket that can repeat it.
-- askers_known         tickets solved in the week whose requester is known
-- first_contact_known  of these, those whose number of replies is known
-- first_contact        of these, those solved within 14 days with at most one reply, not opened again and not repeated
-- solved_soon          solved within 14 days, requester known; repeated: of these, those followed by a repeat
-- bot_closed_known     of the solved_soon, those that a bot closed; bot_came_back: opened again, or repeated
-- Merged, deleted and spam tickets are neither counted nor repeats. Adds up over segments, sources, partitions and weeks.
WITH asked AS NOT MATERIALIZED (
    SELECT * FROM ticket_rows WHERE asker IS NOT NULL AND NOT removed
),
come_again AS (  -- only requesters with several tickets can repeat a contact
    SELECT asker FROM asked GROUP BY asker HAVING count(*) > 1
),
several AS MATERIALIZED (
    SELECT r.row_key, r.asker, r.created_at, r.solved_at
    FROM asked AS r
    SEMI JOIN come_again AS a ON r.asker = a.asker
),
followed AS (  -- tickets after which the same requester opened another
    SELECT DISTINCT r.row_key
    FROM several AS r
    INNER JOIN several AS n ON r.asker = n.asker AND r.row_key <> n.row_key AND n.created_at >= r.solved_at
    WHERE n.created_at < r.solved_at + INTERVAL 7 DAY
),
solved AS (
    SELECT
        r.solve_week AS week, r.place, r.segment, r.replies, r.bot_closed,
        coalesce(r.reopens, 0) AS reopens,
        r.solved_at < r.created_at + INTERVAL 14 DAY AS soon,
        f.row_key IS NOT NULL AS was_repeated
    FROM asked AS r
    LEFT JOIN followed AS f ON r.row_key = f.row_key
    WHERE r.solve_week IS NOT NULL
)
SELECT
    week, place, segment,
    count(*) AS askers_known,
    count(replies) AS first_contact_known,
    count(*) FILTER (soon AND replies <= 1 AND reopens = 0 AND NOT was_repeated) AS first_contact,
    count(*) FILTER (soon) AS solved_soon,
    count(*) FILTER (soon AND was_repeated) AS repeated,
    count(*) FILTER (soon AND bot_closed) AS bot_closed_known,
    count(*) FILTER (soon AND bot_closed AND (was_repeated OR reopens > 0)) AS bot_came_back
FROM solved
GROUP BY ALL
