-- Grain: one row per week, partition, source, segment, kind of duration, clock and bin of the histogram.
-- relations: tickets, weeks
-- partition: ticket
-- instants: created_at, solved_at
-- dimensions: channel, team, priority, touchpoint, stage, region, plan, measure_name, clock
-- bins: bin
-- measures: n, sum
--
-- measure_name    'first_reply' (creation to the first public reply; the week in which the ticket was created) or
--                 'full_resolution' (creation to the last solve; the week of that solve)
-- clock           'calendar' or 'business' minutes
-- bin             1% wide on a logarithmic scale, by the seconds: floor(ln(seconds) / ln(1.01)); 0 also holds less than a
--                 second (core/quantiles.py reads quantiles from it)
-- n, sum          tickets, and their minutes added up
-- A ticket without the time has no row; neither have merged, deleted and spam tickets, negative durations, and tickets
-- that were solved and are open again. Everything adds up over segments, sources, partitions and weeks.
WITH rows_in AS (
    SELECT
        t.part_week, t.source, t.created_at, t.solved_at,
        t.first_reply_minutes, t.first_reply_business_minutes, t.resolution_minutes, t.resolution_business_minutes,
        coalesce(t.channel, 'unknown') AS channel,
        coalesce(t.team, 'unknown') AS team,
        coalesce(t.priority, 'unknown') AS priority,
        coalesce(t.touchpoint, 'unknown') AS touchpoint,
        coalesce(t.stage, 'unmapped') AS stage,
        coalesce(t.region, 'unknown') AS region,
        coalesce(t.plan, 'unknown') AS plan,
        coalesce(t.status IN ('solved', 'closed'), t.solved_at IS NOT NULL) AS is_solved
    FROM tickets AS t
    WHERE t.status IS NULL OR t.status NOT IN ('deleted', 'merged', 'spam')
),
durations AS (
    SELECT *, 'first_reply' AS measure_name, 'calendar' AS clock, created_at AS happened, first_reply_minutes AS minutes
    FROM rows_in
    UNION ALL
    SELECT *, 'first_reply', 'business', created_at, first_reply_business_minutes FROM rows_in
    UNION ALL
    SELECT *, 'full_resolution', 'calendar', solved_at, resolution_minutes FROM rows_in WHERE is_solved
    UNION ALL
    SELECT *, 'full_resolution', 'business', solved_at, resolution_business_minutes FROM rows_in WHERE is_solved
)
SELECT
    w.week, d.part_week, d.source,
    d.channel, d.team, d.priority, d.touchpoint, d.stage, d.region, d.plan, d.measure_name, d.clock,
    floor(ln(greatest(d.minutes * 60, 1)) * 100.49917080713044)::INTEGER AS bin,
    count(*) AS n,
    sum(d.minutes)::DOUBLE AS sum
FROM durations AS d
INNER JOIN weeks AS w ON d.happened >= w.start_at AND d.happened < w.end_at
WHERE d.minutes >= 0
GROUP BY ALL
