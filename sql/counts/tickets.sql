-- Grain: one row per week, partition, source and segment (all dimensions) in which a ticket was created, solved or left.
-- relations: ticket_rows, places, ticket_segments
-- partition: ticket
-- instants: created_at, solved_at, updated_at
-- dimensions: channel, team, priority, touchpoint, stage, region, plan
-- measures: created, replied, reply_targets, reply_within, solved, reopens_known, reopened, replies_known, one_touch, transfers_known, transfers, bot_known, bot_closed, bot_returned, solve_targets, solve_within, backlog_in, backlog_out
--
-- Merged, deleted and spam tickets are left out of everything but the backlog: they stood in it until they were removed.
-- created         tickets created in the week; replied: those of them that have a first reply by now
-- reply_targets   of the replied, those whose priority has a target (settings.yaml); reply_within: replied in time
-- solved          tickets whose last solve lies in the week and that are still solved or closed
-- reopens_known   of the solved, those whose number of reopens is known; reopened: those with one or more
-- replies_known   of the solved, those whose number of replies is known; one_touch: with at most one
-- transfers_known of the solved, those whose number of transfers is known; transfers: these numbers added up
-- bot_known       of the solved, those of which is known whether a bot closed them; bot_closed: it did; bot_returned: it
--                 did, and the ticket was opened again
-- solve_targets   of the solved, those whose priority has a target; solve_within: solved in time
-- backlog_in      every ticket created in the week
-- backlog_out     every ticket that was solved for good, or removed, in the week. Backlog at a week's end = all in - all out
-- Every measure adds up over segments, sources, partitions and weeks. A dimension without a value is 'unknown'.
WITH came AS (
    SELECT
        came_week AS week, place, segment,
        count(*) AS backlog_in,
        count(*) FILTER (NOT removed) AS created,
        count(first_reply_at) FILTER (NOT removed) AS replied,
        count(reply_in_time) FILTER (NOT removed) AS reply_targets,
        count(*) FILTER (reply_in_time AND NOT removed) AS reply_within
    FROM ticket_rows
    WHERE came_week IS NOT NULL
    GROUP BY ALL
),
was_solved AS (
    SELECT
        solve_week AS week, place, segment,
        count(*) AS solved,
        count(reopens) AS reopens_known,
        count(*) FILTER (reopens > 0) AS reopened,
        count(replies) AS replies_known,
        count(*) FILTER (replies <= 1) AS one_touch,
        count(transfers) AS transfers_known,
        coalesce(sum(transfers), 0)::BIGINT AS transfers,
        count(bot_closed) AS bot_known,
        count(*) FILTER (bot_closed) AS bot_closed,
        count(*) FILTER (bot_closed AND reopens > 0) AS bot_returned,
        count(solve_in_time) AS solve_targets,
        count(*) FILTER (solve_in_time) AS solve_within
    FROM ticket_rows
    WHERE solve_week IS NOT NULL
    GROUP BY ALL
),
went AS (
    SELECT went_week AS week, place, segment, count(*) AS backlog_out
    FROM ticket_rows
    WHERE went_week IS NOT NULL
    GROUP BY ALL
)
SELECT
    week, place, segment,
    coalesce(created, 0) AS created,
    coalesce(replied, 0) AS replied,
    coalesce(reply_targets, 0) AS reply_targets,
    coalesce(reply_within, 0) AS reply_within,
    coalesce(solved, 0) AS solved,
    coalesce(reopens_known, 0) AS reopens_known,
    coalesce(reopened, 0) AS reopened,
    coalesce(replies_known, 0) AS replies_known,
    coalesce(one_touch, 0) AS one_touch,
    coalesce(transfers_known, 0) AS transfers_known,
    coalesce(transfers, 0) AS transfers,
    coalesce(bot_known, 0) AS bot_known,
    coalesce(bot_closed, 0) AS bot_closed,
    coalesce(bot_returned, 0) AS bot_returned,
    coalesce(solve_targets, 0) AS solve_targets,
    coalesce(solve_within, 0) AS solve_within,
    coalesce(backlog_in, 0) AS backlog_in,
    coalesce(backlog_out, 0) AS backlog_out
FROM came
FULL JOIN was_solved USING (week, place, segment)
FULL JOIN went USING (week, place, segment)
