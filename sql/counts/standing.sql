-- Grain: one row per week, partition, source, segment and day of creation on which tickets joined or left the backlog.
-- relations: tickets, weeks
-- partition: ticket
-- instants: created_at, solved_at, updated_at
-- dimensions: channel, team, priority, touchpoint, stage, region, plan
-- bins: created_day
-- measures: standing
--
-- Only tickets that were open at the end of at least one week are here: +1 in the week of creation, -1 in the week in which
-- they were solved for good or removed. Added up over all weeks so far, standing is the number of tickets that were created
-- on a day and are open at the week's end; the day tells their age.
-- created_day     days since 1970-01-01, UTC
-- Adds up over segments, sources, partitions and weeks. A dimension without a value is 'unknown'.
WITH lives AS (
    SELECT
        hash(t.channel, t.team, t.priority, t.touchpoint, t.stage, t.region, t.plan) AS segment,
        hash(t.part_week, t.source) AS place,
        date_diff('day', DATE '1970-01-01', t.created_at::DATE)::INTEGER AS created_day,
        came.week AS came_week,
        went.week AS went_week
    FROM (
        SELECT
            *,
            CASE
                WHEN status IN ('solved', 'closed', 'deleted', 'merged', 'spam') OR (status IS NULL AND solved_at IS NOT NULL)
                    THEN coalesce(solved_at, updated_at, created_at)
            END AS last_known
        FROM tickets
    ) AS t
    INNER JOIN weeks AS came ON t.created_at >= came.start_at AND t.created_at < came.end_at
    LEFT JOIN weeks AS went ON t.last_known >= went.start_at AND t.last_known < went.end_at
    WHERE went.week IS NULL OR went.week <> came.week
),
steps AS (
    SELECT came_week AS week, place, segment, created_day, count(*) AS standing FROM lives GROUP BY ALL
    UNION ALL
    SELECT went_week, place, segment, created_day, -count(*) FROM lives WHERE went_week IS NOT NULL GROUP BY ALL
),
places AS (
    SELECT DISTINCT hash(part_week, source) AS place, part_week, source FROM tickets
),
segments AS (
    SELECT DISTINCT
        hash(channel, team, priority, touchpoint, stage, region, plan) AS segment,
        coalesce(channel, 'unknown') AS channel,
        coalesce(team, 'unknown') AS team,
        coalesce(priority, 'unknown') AS priority,
        coalesce(touchpoint, 'unknown') AS touchpoint,
        coalesce(stage, 'unmapped') AS stage,
        coalesce(region, 'unknown') AS region,
        coalesce(plan, 'unknown') AS plan
    FROM tickets
)
SELECT
    t.week, p.part_week, p.source, s.channel, s.team, s.priority, s.touchpoint, s.stage, s.region, s.plan, t.created_day, t.standing
FROM steps AS t
INNER JOIN segments AS s USING (segment)
INNER JOIN places AS p USING (place)
