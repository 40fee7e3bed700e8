-- metric: first_reply_median
-- vendor: zendesk
-- title: First reply, median of minutes
-- relations: tickets
--
-- From the helpdesk's own column to our figure, one difference of definition a step. Columns: step, definition, n, value.
SELECT 1 AS step, 'Zendesk: median of its column, all tickets created in the week' AS definition, count(first_reply_minutes) AS n, median(first_reply_minutes) AS value
FROM tickets
WHERE created_at >= $start_at AND created_at < $end_at
UNION ALL
SELECT 2, 'without merged, deleted and spam tickets', count(first_reply_minutes), median(first_reply_minutes)
FROM tickets
WHERE created_at >= $start_at AND created_at < $end_at AND status NOT IN ('deleted', 'merged', 'spam')
ORDER BY step
