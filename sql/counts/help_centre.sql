-- Grain: one row per week, partition, source and region in which the help centre was visited.
-- relations: help_days, weeks
-- partition: help_day
-- instants: day_at
-- dimensions: region
-- measures: sessions, views, asked_known, asked
--
-- A day belongs to the week in which it began.
-- sessions     visits; views: pages or articles seen in them (0 where that is not told)
-- asked_known  visits of days that tell how many led to a ticket; asked: those that did
-- Adds up over regions, sources, partitions and weeks. A day of two sources is two help centres.
SELECT
    w.week, h.part_week, h.source,
    coalesce(h.region, 'unknown') AS region,
    sum(h.sessions)::BIGINT AS sessions,
    coalesce(sum(h.views), 0)::BIGINT AS views,
    coalesce(sum(h.sessions) FILTER (h.led_to_ticket IS NOT NULL), 0)::BIGINT AS asked_known,
    coalesce(sum(h.led_to_ticket), 0)::BIGINT AS asked
FROM help_days AS h
INNER JOIN weeks AS w ON h.day_at >= w.start_at AND h.day_at < w.end_at
GROUP BY ALL
