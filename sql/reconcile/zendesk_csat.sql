-- metric: csat_support
-- vendor: zendesk
-- title: Satisfaction, good / (good + bad)
-- relations: responses, tickets
--
-- From Zendesk's own figure to ours, one difference of definition a step. Columns: step, definition, n, hits.
WITH ratings AS (
    SELECT r.source, r.ticket_id, r.respondent_key, r.row_key, r.survey_id, r.answered_at, t.solved_at, (r.score >= r.satisfied_from)::INT AS hit
    FROM responses AS r
    LEFT JOIN tickets AS t ON r.source = t.source AND r.ticket_id = t.ticket_id
    WHERE r.score IS NOT NULL AND r.scale = 'csat' AND r.scale_min = 0 AND r.scale_max = 1
),
given AS (
    SELECT * FROM ratings WHERE answered_at >= $start_at AND answered_at < $end_at
)
SELECT 1 AS step, 'Zendesk: each rated ticket, in the week in which it was solved' AS definition, count(*) AS n, sum(hit)::DOUBLE AS hits
FROM ratings
WHERE solved_at >= $start_at AND solved_at < $end_at
UNION ALL
SELECT 2, 'in the week in which the rating was given', count(*), sum(hit)::DOUBLE FROM given
UNION ALL
SELECT 3, 'one rating per requester and week, the latest', count(*), sum(hit)::DOUBLE
FROM (
    SELECT hit FROM given
    QUALIFY row_number() OVER (
        PARTITION BY source, survey_id, coalesce(respondent_key, row_key::VARCHAR) ORDER BY answered_at DESC, hit DESC
    ) = 1
)
ORDER BY step
