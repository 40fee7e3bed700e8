-- The partitions and sources that responses are in, by the hash that stands for them.
-- relations: responses
SELECT hash(part_week, source) AS place, part_week, source
FROM (SELECT DISTINCT part_week, source FROM responses)
