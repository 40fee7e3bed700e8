-- Grain: one row per week, partition, source and segment in which tickets of known requesters were solved.
-- relations: tickets, weeks
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
WITH rows_in AS NOT MATERIALIZED (
    SELECT
        *,
        hash(channel, team, priority, touchpoint, stage, region, plan) AS segment,
        hash(part_week, source) AS place,
        hash(source, requester_key) AS asker,
        coalesce(status IN ('solved', 'closed'), solved_at IS NOT NULL) AS is_solved
    FROM tickets
    WHERE requester_key IS NOT NULL AND (status IS NULL OR status NOT IN ('deleted', 'merged', 'spam'))
),
places AS (
    SELECT DISTINCT place, part_week, source FROM rows_in
),
segments AS (
    SELECT
        segment,
        coalesce(channel, 'unknown') AS channel,
        coalesce(team, 'unknown') AS team,
        coalesce(priority, 'unknown') AS priority,
        coalesce(touchpoint, 'unknown') AS touchpoint,
        coalesce(stage, 'unmapped') AS stage,
        coalesce(region, 'unknown') AS region,
        coalesce(plan, 'unknown') AS plan
    FROM (SELECT DISTINCT segment, channel, team, priority, touchpoint, stage, region, plan FROM rows_in)
),
come_again AS (  -- only requesters with several tickets can repeat a contact
    SELECT asker FROM rows_in GROUP BY asker HAVING count(*) > 1
),
several AS MATERIALIZED (
    SELECT r.row_key, r.asker, r.created_at, CASE WHEN r.is_solved THEN r.solved_at END AS solved_at
    FROM rows_in AS r
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
        r.*,
        r.solved_at < r.created_at + INTERVAL 14 DAY AS soon,
        f.row_key IS NOT NULL AS was_repeated
    FROM rows_in AS r
    LEFT JOIN followed AS f ON r.row_key = f.row_key
    WHERE r.is_solved
),
counted AS (
    SELECT
        w.week, r.place, r.segment,
        count(*) AS askers_known,
        count(replies) AS first_contact_known,
        count(*) FILTER (soon AND replies <= 1 AND coalesce(reopens, 0) = 0 AND NOT was_repeated) AS first_contact,
        count(*) FILTER (soon) AS solved_soon,
        count(*) FILTER (soon AND was_repeated) AS repeated,
        count(*) FILTER (soon AND bot_closed) AS bot_closed_known,
        count(*) FILTER (soon AND bot_closed AND (was_repeated OR coalesce(reopens, 0) > 0)) AS bot_came_back
    FROM solved AS r
    INNER JOIN weeks AS w ON r.solved_at >= w.start_at AND r.solved_at < w.end_at
    GROUP BY ALL
)
SELECT
    c.week, p.part_week, p.source, s.channel, s.team, s.priority, s.touchpoint, s.stage, s.region, s.plan,
    c.* EXCLUDE (week, place, segment)
FROM counted AS c
INNER JOIN segments AS s USING (segment)
INNER JOIN places AS p USING (place)
