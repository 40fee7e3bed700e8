-- Grain: one row per week, partition and source in which somebody opened a ticket, and whether it is known who.
-- relations: tickets, weeks
-- partition: ticket
-- instants: created_at
-- dimensions: requester
-- measures: requesters
--
-- requester    'known' or 'unknown'
-- requesters   persons who opened at least one ticket in the week, once each. A ticket whose requester is not known is a person of
--              its own: nobody can tell repeats
-- A partition holds the tickets created in one week. Merged, deleted and spam tickets are left out. Adds up over sources; over
-- weeks it counts who came in each of them. It has no other segments: one person may ask in several.
WITH asked AS (
    SELECT
        hash(part_week, source) AS place, requester_key IS NULL AS nobody, min(created_at) AS first_at,
        any_value(part_week) AS part_week, any_value(source) AS source,
        count(DISTINCT hash(requester_key)) AS persons, count(*) AS tickets
    FROM tickets
    WHERE status IS NULL OR status NOT IN ('deleted', 'merged', 'spam')
    GROUP BY place, nobody
)
SELECT
    w.week, a.part_week, a.source,
    CASE WHEN a.nobody THEN 'unknown' ELSE 'known' END AS requester,
    CASE WHEN a.nobody THEN a.tickets ELSE a.persons END AS requesters
FROM asked AS a
INNER JOIN weeks AS w ON a.first_at >= w.start_at AND a.first_at < w.end_at
