-- Grain: one row per week, partition, source, segment, kind of duration and clock.
-- relations: ticket_rows, places, ticket_segments, open_hours, weeks
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
        *,
        coalesce(reopens = 0, false) AS never_reopened,
        CASE WHEN coalesce(reopens <> 0, true) THEN created_at + to_seconds(first_resolution_minutes * 60) END AS first_solved_at
    FROM ticket_rows
    WHERE NOT removed
),
given AS (
    SELECT came_week AS week, place, segment, 1 AS kind, first_reply_minutes AS minutes
    FROM rows_in
    UNION ALL
    SELECT came_week, place, segment, 2, first_reply_business_minutes
    FROM rows_in
    UNION ALL
    SELECT solve_week, place, segment, CASE WHEN never_reopened THEN 3 ELSE 7 END, resolution_minutes
    FROM rows_in
    UNION ALL
    SELECT solve_week, place, segment, CASE WHEN never_reopened THEN 4 ELSE 8 END, resolution_business_minutes
    FROM rows_in
    UNION ALL
    SELECT w.week, r.place, r.segment, 5, r.first_resolution_minutes
    FROM rows_in AS r
    INNER JOIN weeks AS w ON r.first_solved_at >= w.start_at AND r.first_solved_at < w.end_at
    UNION ALL
    SELECT w.week, r.place, r.segment, 6, r.first_resolution_business_minutes
    FROM rows_in AS r
    INNER JOIN weeks AS w ON r.first_solved_at >= w.start_at AND r.first_solved_at < w.end_at
),
unopened AS (  -- durations whose business minutes nobody gave; without open_hours they stay unknown
    SELECT came_week AS week, place, segment, 2 AS kind, created_at AS begun, first_reply_at AS ended
    FROM rows_in
    WHERE first_reply_business_minutes IS NULL AND first_reply_at >= created_at
    UNION ALL
    SELECT solve_week, place, segment, CASE WHEN never_reopened THEN 4 ELSE 8 END, created_at, solved_at
    FROM rows_in
    WHERE resolution_business_minutes IS NULL AND solved_at >= created_at
    UNION ALL
    SELECT w.week, r.place, r.segment, 6, r.created_at, r.first_solved_at
    FROM rows_in AS r
    INNER JOIN weeks AS w ON r.first_solved_at >= w.start_at AND r.first_solved_at < w.end_at
    WHERE r.first_resolution_business_minutes IS NULL AND r.first_resolution_minutes >= 0
),
durations AS (
    SELECT week, place, segment, kind, minutes FROM given WHERE week IS NOT NULL AND minutes >= 0
    UNION ALL
    SELECT
        u.week, u.place, u.segment, u.kind,
        (z.seconds_before + date_diff('second', z.start_at, least(u.ended, z.end_at))
            - a.seconds_before - date_diff('second', a.start_at, least(u.begun, a.end_at))) * 0.016666666666666666 AS minutes
    FROM (SELECT * FROM unopened WHERE week IS NOT NULL AND (SELECT count(*) FROM open_hours) > 0) AS u
    ASOF INNER JOIN open_hours AS a ON u.begun >= a.start_at
    ASOF INNER JOIN open_hours AS z ON u.ended >= z.start_at
),
binned AS (
    SELECT
        week, place, segment, kind,
        list(floor(ln(greatest(minutes * 60, 1)) * 100.49917080713044)::INTEGER) AS bin,
        count(*) AS n,
        sum(minutes) AS sum
    FROM durations
    GROUP BY ALL
)
SELECT
    week, place, segment,
    CASE
        WHEN kind <= 2 THEN 'first_reply' WHEN kind <= 4 THEN 'only_resolution'
        WHEN kind <= 6 THEN 'first_resolution' ELSE 'last_resolution'
    END AS measure_name,
    CASE WHEN kind % 2 = 1 THEN 'calendar' ELSE 'business' END AS clock,
    bin, n, sum
FROM binned
