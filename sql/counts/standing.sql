-- Grain: one row per week, partition, source, segment and day of creation on which tickets joined or left the backlog.
-- relations: ticket_rows, places, ticket_segments
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
WITH lives AS NOT MATERIALIZED (
    SELECT place, segment, came_week, went_week, date_diff('day', DATE '1970-01-01', created_at::DATE)::INTEGER AS created_day
    FROM ticket_rows
    WHERE came_week IS NOT NULL AND came_week IS DISTINCT FROM went_week
)
SELECT came_week AS week, place, segment, created_day, count(*) AS standing
FROM lives
GROUP BY ALL
UNION ALL
SELECT went_week, place, segment, created_day, -count(*)
FROM lives
WHERE went_week IS NOT NULL
GROUP BY ALL
