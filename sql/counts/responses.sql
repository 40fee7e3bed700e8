-- Grain: one row per week, partition, source and segment (all dimensions) with at least one survey sent or answered.
-- relations: responses, weeks
-- partition: response
-- instants: sent_at, answered_at
-- dimensions: survey_id, survey_kind, scale, scale_id, direction, touchpoint, stage, channel, region, plan, language, direct
-- measures: sent, sent_answered, n, promoters, passives, detractors, rated, satisfied, sum, sum_sq, comments
--
-- sent            surveys sent in the week; a response without a time of sending is never counted as sent
-- sent_answered   of those, the ones that have an answer by now, whenever it came
-- n               answers given in the week, one per respondent, survey and week: the latest. Without a respondent's
--                 key nobody can tell repeats, so each such answer counts
-- rated           answers whose survey declares from where on it is satisfied; satisfied: those that are
-- comments        answers with a comment
-- Every measure adds up over segments, sources, partitions and weeks. A dimension without a value is 'unknown'.
--
-- The latest answer is found with one number per answer: its microsecond in the upper, its segment and score (a hash)
-- in the lower 64 bits; the largest number is the latest answer and already says where it counts.
WITH rows_in AS (
    SELECT
        part_week, source, row_key, respondent_key, sent_at, answered_at,
        coalesce(survey_id, 'unknown') AS survey_id,
        coalesce(survey_kind, 'unknown') AS survey_kind,
        coalesce(scale, 'unknown') AS scale,
        coalesce(scale || '_' || scale_min || '_' || scale_max, 'unknown') AS scale_id,
        coalesce(direction, 'unknown') AS direction,
        coalesce(touchpoint, 'unknown') AS touchpoint,
        coalesce(stage, 'unmapped') AS stage,
        coalesce(channel, 'unknown') AS channel,
        coalesce(region, 'unknown') AS region,
        coalesce(plan, 'unknown') AS plan,
        coalesce(language, 'unknown') AS language,
        CASE WHEN direct THEN 'direct' WHEN NOT direct THEN 'indirect' ELSE 'direct' END AS direct,
        CASE WHEN answered_at IS NOT NULL THEN score END AS score,
        satisfied_from,
        comment IS NOT NULL AS commented
    FROM responses
),
keyed AS (
    SELECT
        *,
        hash(
            survey_id, survey_kind, scale, scale_id, direction, touchpoint, stage, channel, region, plan, language,
            direct, score, satisfied_from, commented
        ) AS cell
    FROM rows_in
),
cells AS (
    SELECT
        cell,
        any_value(survey_id) AS survey_id, any_value(survey_kind) AS survey_kind, any_value(scale) AS scale,
        any_value(scale_id) AS scale_id, any_value(direction) AS direction, any_value(touchpoint) AS touchpoint,
        any_value(stage) AS stage, any_value(channel) AS channel, any_value(region) AS region, any_value(plan) AS plan,
        any_value(language) AS language, any_value(direct) AS direct, any_value(score) AS score,
        any_value(satisfied_from) AS satisfied_from, bool_or(commented) AS commented
    FROM keyed
    GROUP BY cell
),
latest AS (
    SELECT
        w.week, k.part_week, k.source,
        CASE WHEN respondent_key IS NULL THEN hash(row_key, 'row') ELSE hash(respondent_key, survey_id) END AS who,
        max((greatest(epoch_us(answered_at), 0)::UHUGEINT << 64) | cell::UHUGEINT) AS packed
    FROM keyed AS k
    INNER JOIN weeks AS w ON k.answered_at >= w.start_at AND k.answered_at < w.end_at
    WHERE k.score IS NOT NULL
    GROUP BY ALL
),
tallies AS (
    SELECT
        week, part_week, source, (packed & 18446744073709551615::UHUGEINT)::UBIGINT AS cell,
        0 AS sent, 0 AS sent_answered, count(*) AS n
    FROM latest
    GROUP BY ALL
    UNION ALL
    SELECT w.week, k.part_week, k.source, k.cell, count(*) AS sent, count(k.score) AS sent_answered, 0 AS n
    FROM keyed AS k
    INNER JOIN weeks AS w ON k.sent_at >= w.start_at AND k.sent_at < w.end_at
    GROUP BY ALL
)
SELECT
    t.week, t.part_week, t.source,
    c.survey_id, c.survey_kind, c.scale, c.scale_id, c.direction, c.touchpoint, c.stage, c.channel, c.region, c.plan,
    c.language, c.direct,
    sum(t.sent)::BIGINT AS sent,
    sum(t.sent_answered)::BIGINT AS sent_answered,
    sum(t.n)::BIGINT AS n,
    coalesce(sum(t.n) FILTER (c.scale = 'nps' AND c.score >= 9), 0)::BIGINT AS promoters,
    coalesce(sum(t.n) FILTER (c.scale = 'nps' AND c.score >= 7 AND c.score < 9), 0)::BIGINT AS passives,
    coalesce(sum(t.n) FILTER (c.scale = 'nps' AND c.score < 7), 0)::BIGINT AS detractors,
    coalesce(sum(t.n) FILTER (c.satisfied_from IS NOT NULL), 0)::BIGINT AS rated,
    coalesce(sum(t.n) FILTER (
        CASE WHEN c.direction = 'lower_is_better' THEN c.score <= c.satisfied_from ELSE c.score >= c.satisfied_from END
    ), 0)::BIGINT AS satisfied,
    coalesce(sum(t.n * c.score), 0)::DOUBLE AS sum,
    coalesce(sum(t.n * c.score * c.score), 0)::DOUBLE AS sum_sq,
    coalesce(sum(t.n) FILTER (c.commented), 0)::BIGINT AS comments
FROM tallies AS t
INNER JOIN cells AS c USING (cell)
GROUP BY ALL
