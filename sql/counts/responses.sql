-- Grain: one row per week, partition, source and segment (all dimensions) with at least one survey sent or answered.
-- relations: responses, places, response_segments, weeks
-- partition: response
-- instants: sent_at, answered_at
-- dimensions: survey_id, survey_kind, scale, scale_id, direction, touchpoint, stage, channel, region, plan, language, direct
-- measures: sent, sent_answered, n, promoters, passives, detractors, rated, satisfied, sum, sum_sq, comments, complaints
--
-- sent            surveys sent in the week; a response without a time of sending is never counted as sent
-- sent_answered   of those, the ones that have an answer by now, whenever it came
-- n               answers given in the week, one per respondent, survey and week: the latest. Without a respondent's
--                 key nobody can tell repeats, so each such answer counts
-- rated           answers whose survey declares from where on it is satisfied; satisfied: those that are
-- comments        answers with a comment; complaints: those of them that are detractors, or declared and not satisfied
-- Every measure adds up over segments, sources, partitions and weeks. A dimension without a value is 'unknown'.
--
-- Cost: all that grows with the answers is one number each, told apart by hashes of 64 bits. The latest answer is the greatest number of its respondent: 40 bits microsecond of the week, 22 bits score in
-- thousandths (from -2,097 to 2,097), one bit each for satisfied and commented, 64 bits segment. It already says all that is
-- counted. The rows are read twice, because keeping them between the passes costs more than reading them again.
WITH rows_in AS NOT MATERIALIZED (
    SELECT
        row_key, respondent_key, sent_at, answered_at, survey_id, direction, satisfied_from,
        CASE WHEN answered_at IS NOT NULL THEN score END AS score,
        comment IS NOT NULL AS commented,
        hash(part_week, source) AS place,
        hash(
            survey_id, survey_kind, scale, scale_min, scale_max, direction, satisfied_from, touchpoint, stage, channel,
            region, plan, language, coalesce(direct, true)
        ) AS segment
    FROM responses
),
latest AS (
    SELECT
        w.week, r.place,
        CASE WHEN r.respondent_key IS NULL THEN hash(r.row_key, 'row') ELSE hash(r.respondent_key, r.survey_id) END AS who,
        max(
            ((
                ((epoch_us(r.answered_at) - epoch_us(w.start_at))::UBIGINT << 24)
                | (
                    ((r.score * 1000 + 2097152)::BIGINT << 2)
                    | (coalesce(
                        CASE WHEN r.direction = 'lower_is_better' THEN r.score <= r.satisfied_from
                            ELSE r.score >= r.satisfied_from END, false
                    )::BIGINT << 1)
                    | r.commented::BIGINT
                )::UBIGINT
            )::UHUGEINT << 64)
            | r.segment::UHUGEINT
        ) AS packed
    FROM rows_in AS r
    INNER JOIN weeks AS w ON r.answered_at >= w.start_at AND r.answered_at < w.end_at
    WHERE r.score IS NOT NULL
    GROUP BY ALL
),
unpacked AS (
    SELECT
        week, place,
        (packed & 18446744073709551615::UHUGEINT)::UBIGINT AS segment,
        ((packed >> 64)::UBIGINT & 16777215::UBIGINT)::BIGINT AS marks
    FROM latest
),
answered AS (
    SELECT
        week, place, segment,
        count(*) AS n,
        count(*) FILTER (score >= 9) AS promoters,
        count(*) FILTER (score < 7) AS detractors,
        count(*) FILTER (marks & 2 = 2) AS satisfied,
        count(*) FILTER (marks & 1 = 1) AS comments,
        count(*) FILTER (marks & 1 = 1 AND score < 7) AS commented_detractors,
        count(*) FILTER (marks & 3 = 1) AS commented_unsatisfied,
        sum(score) AS sum,
        sum(score * score) AS sum_sq
    FROM (SELECT *, ((marks >> 2) - 2097152) * 0.001::DOUBLE AS score FROM unpacked)
    GROUP BY ALL
),
sent AS (
    SELECT w.week, r.place, r.segment, count(*) AS sent, count(r.score) AS sent_answered
    FROM rows_in AS r
    INNER JOIN weeks AS w ON r.sent_at >= w.start_at AND r.sent_at < w.end_at
    GROUP BY ALL
)
SELECT
    week, place, segment,
    coalesce(b.sent, 0) AS sent,
    coalesce(b.sent_answered, 0) AS sent_answered,
    coalesce(a.n, 0) AS n,
    CASE WHEN s.scale = 'nps' THEN coalesce(a.promoters, 0) ELSE 0 END AS promoters,
    CASE WHEN s.scale = 'nps' THEN coalesce(a.n - a.promoters - a.detractors, 0) ELSE 0 END AS passives,
    CASE WHEN s.scale = 'nps' THEN coalesce(a.detractors, 0) ELSE 0 END AS detractors,
    CASE WHEN s.satisfied_from IS NOT NULL THEN coalesce(a.n, 0) ELSE 0 END AS rated,
    coalesce(a.satisfied, 0) AS satisfied,
    coalesce(a.sum, 0) AS sum,
    coalesce(a.sum_sq, 0) AS sum_sq,
    coalesce(a.comments, 0) AS comments,
    CASE
        WHEN s.scale = 'nps' THEN coalesce(a.commented_detractors, 0)
        WHEN s.satisfied_from IS NOT NULL THEN coalesce(a.commented_unsatisfied, 0)
        ELSE 0
    END AS complaints
FROM answered AS a
FULL JOIN sent AS b USING (week, place, segment)
INNER JOIN response_segments AS s USING (segment)
