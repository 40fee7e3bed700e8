-- The segments of tickets, by the hash that stands for them. A dimension without a value is 'unknown'.
-- relations: tickets
SELECT
    hash(channel, team, priority, touchpoint, stage, region, plan) AS segment,
    coalesce(channel, 'unknown') AS channel,
    coalesce(team, 'unknown') AS team,
    coalesce(priority, 'unknown') AS priority,
    coalesce(touchpoint, 'unknown') AS touchpoint,
    coalesce(stage, 'unmapped') AS stage,
    coalesce(region, 'unknown') AS region,
    coalesce(plan, 'unknown') AS plan
FROM (SELECT DISTINCT channel, team, priority, touchpoint, stage, region, plan FROM tickets)
