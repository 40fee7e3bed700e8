-- The partitions of a batch, by the hash that stands for each.
-- relations: partitions
SELECT hash(part_week, source) AS place, part_week, source
FROM partitions
