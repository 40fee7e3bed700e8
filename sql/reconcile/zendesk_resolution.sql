-- metric: resolution_median
-- vendor: zendesk
-- title: Full resolution, median of minutes
-- relations: tickets
--
-- From the helpdesk's own column to our figure, one difference of definition a step. Columns: step, definition, n, value.
SELECT 1 AS step, 'Zendesk: median of its column, all tickets last solved in the week' AS definition, count(resolution_minutes) AS n, median(resolution_minutes) AS value
FROM tickets
WHERE solved_at >= $start_at AND solved_at < $end_at
UNION ALL
SELECT 2, 'without merged, deleted and spam tickets, and those that are open again', count(resolution_minutes), median(resolution_minutes)
FROM tickets
WHERE solved_at >= $start_at AND solved_at < $end_at AND status IN ('solved', 'closed')
ORDER BY step
