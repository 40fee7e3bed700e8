-- The partitions and sources that tickets are in, by the hash that stands for them.
-- relations: tickets
SELECT hash(part_week, source) AS place, part_week, source
FROM (SELECT DISTINCT part_week, source FROM tickets)
