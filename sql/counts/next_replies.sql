-- Grain: one row per week, partition, source, segment and clock in which customers wrote again and were answered.
-- relations: messages, open_hours, weeks
-- partition: message
-- preceding: 4
-- following: 4
-- instants: sent_at
-- dimensions: channel, team, priority, touchpoint, stage, region, plan, clock
-- bins: bin
-- measures: n, sum
--
-- A wait begins with a customer's public message after an agent's, and ends with the next public message of an agent; what the
-- customer writes in between belongs to the same wait. Bots, the system and internal notes neither begin, end nor interrupt one.
-- The first message of a ticket is none: its wait is the first reply. It counts in the week in which the customer wrote.
-- The message before and the reply are looked for within 28 days, so that the 4 weeks before and after a partition hold them;
-- a message whose predecessor is older counts only where the helpdesk says that it continues a conversation.
-- clock           'calendar' minutes, or 'business': those within open_hours (settings.yaml); without these there are none
-- bin             a list with one number per wait, in no order: as in ticket_times, 1% wide by the seconds (core/quantiles.py)
-- n, sum          waits, and their minutes added up
-- Everything adds up (lists: joined) over segments, sources, partitions and weeks. A dimension without a value is 'unknown'.
WITH rows_in AS (
    SELECT
        hash(part_week, source) AS place,
        hash(channel, team, priority, touchpoint, stage, region, plan) AS segment,
        hash(source, ticket_id) AS ticket, sent_at, author = 'agent' AS is_agent, coalesce(continues, false) AS continues
    FROM messages
    WHERE author IN ('customer', 'agent') AND coalesce(public, true)
),
places AS (
    SELECT DISTINCT hash(part_week, source) AS place, part_week, source FROM messages
),
segments AS (
    SELECT
        segment,
        coalesce(channel, 'unknown') AS channel,
        coalesce(team, 'unknown') AS team,
        coalesce(priority, 'unknown') AS priority,
        coalesce(touchpoint, 'unknown') AS touchpoint,
        coalesce(stage, 'unmapped') AS stage,
        coalesce(region, 'unknown') AS region,
        coalesce(plan, 'unknown') AS plan
    FROM (
        SELECT DISTINCT
            hash(channel, team, priority, touchpoint, stage, region, plan) AS segment,
            channel, team, priority, touchpoint, stage, region, plan
        FROM messages
    )
),
turns AS (  -- two messages of one instant: the customer's comes first
    SELECT
        place, segment, sent_at, is_agent, continues,
        lag(is_agent) OVER (PARTITION BY ticket ORDER BY sent_at, is_agent) AS after_agent,
        lag(sent_at) OVER (PARTITION BY ticket ORDER BY sent_at, is_agent) AS before_at,
        min(CASE WHEN is_agent THEN sent_at END) OVER (
            PARTITION BY ticket ORDER BY sent_at, is_agent ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) AS replied_at
    FROM rows_in
),
waits AS (
    SELECT place, segment, sent_at, replied_at
    FROM turns
    WHERE NOT is_agent
        AND coalesce(CASE WHEN before_at >= sent_at - INTERVAL 28 DAY THEN after_agent END, continues)
        AND replied_at < sent_at + INTERVAL 28 DAY
),
durations AS (
    SELECT place, segment, 'calendar' AS clock, sent_at, date_diff('second', sent_at, replied_at) AS seconds FROM waits
    UNION ALL
    SELECT
        u.place, u.segment, 'business', u.sent_at,
        z.seconds_before + date_diff('second', z.start_at, least(u.replied_at, z.end_at))
            - a.seconds_before - date_diff('second', a.start_at, least(u.sent_at, a.end_at))
    FROM waits AS u
    ASOF INNER JOIN open_hours AS a ON u.sent_at >= a.start_at
    ASOF INNER JOIN open_hours AS z ON u.replied_at >= z.start_at
),
binned AS (
    SELECT
        w.week, d.place, d.segment, d.clock,
        list(floor(ln(greatest(d.seconds, 1)) * 100.49917080713044)::INTEGER) AS bin,
        count(*) AS n,
        sum(d.seconds * 0.016666666666666666)::DOUBLE AS sum
    FROM durations AS d
    INNER JOIN weeks AS w ON d.sent_at >= w.start_at AND d.sent_at < w.end_at
    GROUP BY ALL
)
SELECT
    b.week, p.part_week, p.source, s.channel, s.team, s.priority, s.touchpoint, s.stage, s.region, s.plan, b.clock, b.bin, b.n, b.sum
FROM binned AS b
INNER JOIN segments AS s USING (segment)
INNER JOIN places AS p USING (place)
