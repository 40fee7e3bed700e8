-- One row per ticket, as narrow as the families of ticket counts need it: read and told apart once for all of them.
-- relations: tickets, targets
-- weeks: came_week of created_at, solve_week of solved_at, went_week of left_at
--
-- place, segment  partition and source, and all dimensions, as hashes of 64 bits: their names are in places and
--                 ticket_segments; asker: the requester, NULL when not known
-- removed         merged, deleted and spam tickets: they are in the backlog only, until they were removed
-- solved_at       the last solve of tickets that are still solved or closed and not removed; left_at: when a ticket was solved
--                 for good, or removed
-- reply_in_time, solve_in_time     whether the target of the ticket's priority (settings.yaml) was met; NULL without a target
--                 or without a time
WITH rows_in AS NOT MATERIALIZED (
    SELECT
        *,
        coalesce(status IN ('deleted', 'merged', 'spam'), false) AS removed,
        coalesce(status IN ('solved', 'closed'), solved_at IS NOT NULL) AS is_solved
    FROM tickets
)
SELECT
    hash(t.part_week, t.source) AS place,
    hash(t.channel, t.team, t.priority, t.touchpoint, t.stage, t.region, t.plan) AS segment,
    CASE WHEN t.requester_key IS NOT NULL THEN hash(t.source, t.requester_key) END AS asker,
    t.row_key,
    t.removed,
    t.created_at,
    t.first_reply_at,
    CASE WHEN t.is_solved AND NOT t.removed THEN t.solved_at END AS solved_at,
    CASE WHEN t.is_solved OR t.removed THEN coalesce(t.solved_at, t.updated_at, t.created_at) END AS left_at,
    t.first_reply_minutes,
    t.first_reply_business_minutes,
    t.first_resolution_minutes,
    t.first_resolution_business_minutes,
    t.resolution_minutes,
    t.resolution_business_minutes,
    t.first_reply_minutes <= coalesce(own.first_reply_minutes, any_priority.first_reply_minutes) AS reply_in_time,
    t.resolution_minutes <= coalesce(own.resolution_minutes, any_priority.resolution_minutes) AS solve_in_time,
    t.reopens,
    t.replies,
    t.transfers,
    t.bot_closed
FROM rows_in AS t
LEFT JOIN targets AS own ON t.priority = own.priority
LEFT JOIN (SELECT * FROM targets WHERE priority = 'default') AS any_priority ON true
