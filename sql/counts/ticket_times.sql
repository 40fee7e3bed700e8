-- Grain: one row per week, partition, source, segment, kind of duration and clock.
-- relations: tickets, open_hours, weeks
-- partition: ticket
-- instants: created_at, first_reply_at, solved_at
-- dimensions: channel, team, priority, touchpoint, stage, region, plan, measure_name, clock
-- bins: bin
-- measures: n, sum
--
-- measure_name    'first_reply' (creation to the first public reply; the week in which the ticket was created),
--                 'only_resolution' (creation to the solve of a ticket that was never opened again; the week of that solve),
--                 'first_resolution' and 'last_resolution' (creation to the first and the last solve of any other ticket; the
--                 week of that solve; the first only where the helpdesk tells it)
-- clock           'calendar' or 'business' minutes: those of the helpdesk, else those within open_hours (settings.yaml)
-- bin             a list with one number per ticket, in no order: the bin of its duration, 1% wide on a logarithmic scale, by
--                 the seconds: floor(ln(seconds) / ln(1.01)); 0 also holds less than a second (core/quantiles.py)
-- n, sum          tickets, and their minutes added up
-- First resolution is first_resolution with only_resolution, full resolution last_resolution with only_resolution.
-- A ticket without the time is in no row; neither are merged, deleted and spam tickets, negative durations, and the last
-- solve of tickets that are open again. Everything adds up (lists: joined) over segments, sources, partitions and weeks.
WITH rows_in AS NOT MATERIALIZED (
    SELECT
        t.*,
        coalesce(t.status IN ('solved', 'closed'), t.solved_at IS NOT NULL) AS is_solved,
        coalesce(t.reopens = 0, false) AS never_reopened,
        hash(t.channel, t.team, t.priority, t.touchpoint, t.stage, t.region, t.plan) AS segment,
        hash(t.part_week, t.source) AS place
    FROM tickets AS t
    WHERE t.status IS NULL OR t.status NOT IN ('deleted', 'merged', 'spam')
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
given AS (
    SELECT place, segment, 1 AS kind, created_at AS happened, first_reply_minutes AS minutes FROM rows_in
    UNION ALL
    SELECT place, segment, 2, created_at, first_reply_business_minutes FROM rows_in
    UNION ALL
    SELECT place, segment, CASE WHEN never_reopened THEN 3 ELSE 7 END, solved_at, resolution_minutes
    FROM rows_in
    WHERE is_solved
    UNION ALL
    SELECT place, segment, CASE WHEN never_reopened THEN 4 ELSE 8 END, solved_at, resolution_business_minutes
    FROM rows_in
    WHERE is_solved
    UNION ALL
    SELECT place, segment, 5, created_at + to_seconds(first_resolution_minutes * 60), first_resolution_minutes
    FROM rows_in
    WHERE NOT never_reopened
    UNION ALL
    SELECT place, segment, 6, created_at + to_seconds(first_resolution_minutes * 60), first_resolution_business_minutes
    FROM rows_in
    WHERE NOT never_reopened
),
unopened AS (  -- durations whose business minutes nobody gave; without open_hours they stay unknown
    SELECT place, segment, 2 AS kind, created_at AS happened, created_at AS begun, first_reply_at AS ended
    FROM rows_in
    WHERE first_reply_business_minutes IS NULL AND first_reply_at >= created_at
    UNION ALL
    SELECT place, segment, CASE WHEN never_reopened THEN 4 ELSE 8 END, solved_at, created_at, solved_at
    FROM rows_in
    WHERE is_solved AND resolution_business_minutes IS NULL AND solved_at >= created_at
    UNION ALL
    SELECT
        place, segment, 6, created_at + to_seconds(first_resolution_minutes * 60), created_at,
        created_at + to_seconds(first_resolution_minutes * 60)
    FROM rows_in
    WHERE NOT never_reopened AND first_resolution_business_minutes IS NULL AND first_resolution_minutes >= 0
),
durations AS (
    SELECT place, segment, kind, happened, minutes FROM given WHERE minutes >= 0
    UNION ALL
    SELECT
        u.place, u.segment, u.kind, u.happened,
        (z.seconds_before + date_diff('second', z.start_at, least(u.ended, z.end_at))
            - a.seconds_before - date_diff('second', a.start_at, least(u.begun, a.end_at))) * 0.016666666666666666 AS minutes
    FROM unopened AS u
    ASOF INNER JOIN open_hours AS a ON u.begun >= a.start_at
    ASOF INNER JOIN open_hours AS z ON u.ended >= z.start_at
),
binned AS (
    SELECT
        w.week, d.place, d.segment, d.kind,
        list(floor(ln(greatest(d.minutes * 60, 1)) * 100.49917080713044)::INTEGER) AS bin,
        count(*) AS n,
        sum(d.minutes) AS sum
    FROM durations AS d
    INNER JOIN weeks AS w ON d.happened >= w.start_at AND d.happened < w.end_at
    GROUP BY ALL
)
SELECT
    b.week, p.part_week, p.source, s.channel, s.team, s.priority, s.touchpoint, s.stage, s.region, s.plan,
    CASE
        WHEN b.kind <= 2 THEN 'first_reply' WHEN b.kind <= 4 THEN 'only_resolution'
        WHEN b.kind <= 6 THEN 'first_resolution' ELSE 'last_resolution'
    END AS measure_name,
    CASE WHEN b.kind % 2 = 1 THEN 'calendar' ELSE 'business' END AS clock,
    b.bin, b.n, b.sum
FROM binned AS b
INNER JOIN segments AS s USING (segment)
INNER JOIN places AS p USING (place)
