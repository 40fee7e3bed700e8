-- Grain: one row per week, partition, source and segment (all dimensions) in which a ticket was created, solved or left.
-- relations: tickets, weeks
-- partition: ticket
-- instants: created_at, solved_at, updated_at
-- dimensions: channel, team, priority, touchpoint, stage, region, plan
-- measures: created, solved, reopens_known, reopened, replies_known, one_touch, replied, backlog_in, backlog_out
--
-- Merged, deleted and spam tickets are left out of everything but the backlog: they stood in it until they were removed.
-- created         tickets created in the week; replied: those of them that have a first reply by now
-- solved          tickets whose last solve lies in the week and that are still solved or closed
-- reopens_known   of the solved, those whose number of reopens is known; reopened: those with one or more
-- replies_known   of the solved, those whose number of replies is known; one_touch: those with at most one
-- backlog_in      every ticket created in the week
-- backlog_out     every ticket that was solved for good, or removed, in the week. Backlog at a week's end = all in - all out
-- Every measure adds up over segments, sources, partitions and weeks. A dimension without a value is 'unknown'.
WITH rows_in AS (
    SELECT
        t.part_week, t.source, t.created_at, t.solved_at, t.first_reply_at, t.reopens, t.replies,
        coalesce(t.channel, 'unknown') AS channel,
        coalesce(t.team, 'unknown') AS team,
        coalesce(t.priority, 'unknown') AS priority,
        coalesce(t.touchpoint, 'unknown') AS touchpoint,
        coalesce(t.stage, 'unmapped') AS stage,
        coalesce(t.region, 'unknown') AS region,
        coalesce(t.plan, 'unknown') AS plan,
        coalesce(t.status IN ('deleted', 'merged', 'spam'), false) AS removed,
        coalesce(t.status IN ('solved', 'closed'), t.solved_at IS NOT NULL) AS is_solved,
        coalesce(t.solved_at, t.updated_at, t.created_at) AS last_known
    FROM tickets AS t
),
events AS (
    SELECT
        *, created_at AS happened,
        (NOT removed)::INT AS created, (NOT removed AND first_reply_at IS NOT NULL)::INT AS replied,
        0 AS solved, 1 AS backlog_in, 0 AS backlog_out
    FROM rows_in
    UNION ALL
    SELECT *, solved_at, 0, 0, 1, 0, 0 FROM rows_in WHERE is_solved AND NOT removed AND solved_at IS NOT NULL
    UNION ALL
    SELECT *, last_known, 0, 0, 0, 0, 1 FROM rows_in WHERE is_solved OR removed
)
SELECT
    w.week, e.part_week, e.source,
    e.channel, e.team, e.priority, e.touchpoint, e.stage, e.region, e.plan,
    sum(e.created)::BIGINT AS created,
    sum(e.solved)::BIGINT AS solved,
    count(e.reopens) FILTER (e.solved = 1) AS reopens_known,
    count(*) FILTER (e.solved = 1 AND e.reopens > 0) AS reopened,
    count(e.replies) FILTER (e.solved = 1) AS replies_known,
    count(*) FILTER (e.solved = 1 AND e.replies <= 1) AS one_touch,
    sum(e.replied)::BIGINT AS replied,
    sum(e.backlog_in)::BIGINT AS backlog_in,
    sum(e.backlog_out)::BIGINT AS backlog_out
FROM events AS e
INNER JOIN weeks AS w ON e.happened >= w.start_at AND e.happened < w.end_at
GROUP BY ALL
