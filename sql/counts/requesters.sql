-- Grain: one row per week, partition and source in which somebody opened a ticket, and whether it is known who.
-- relations: ticket_rows, places
-- partition: ticket
-- instants: created_at
-- dimensions: requester
-- measures: requesters
--
-- requester    'known' or 'unknown'
-- requesters   persons who opened at least one ticket in the week, once each. A ticket whose requester is not known is a person of
--              its own: nobody can tell repeats
-- Merged, deleted and spam tickets are left out. Adds up over sources; over weeks it counts who came in each of them. It has
-- no other segments: one person may ask in several.
WITH asked AS (
    SELECT DISTINCT came_week AS week, place, coalesce(asker, hash(row_key, 'row')) AS who, asker IS NULL AS nobody
    FROM ticket_rows
    WHERE came_week IS NOT NULL AND NOT removed
)
SELECT
    a.week, p.part_week, p.source,
    CASE WHEN a.nobody THEN 'unknown' ELSE 'known' END AS requester,
    count(*) AS requesters
FROM asked AS a
INNER JOIN places AS p USING (place)
GROUP BY ALL
