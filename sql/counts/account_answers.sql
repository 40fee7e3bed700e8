-- Grain: one row per week, partition, source and kind of survey in which accounts answered.
-- relations: responses, weeks
-- partition: response
-- instants: answered_at
-- dimensions: survey_kind, scale, scale_id, direction, direct
-- measures: accounts, answers, n_by_n, value_sum, value_square, value_by_value, value_by_n, satisfied, satisfied_by_satisfied, satisfied_by_n
--
-- What an interval needs that allows for several answers of one account: sums over accounts a with n_a answers whose values
-- add up to v_a. Value of an answer: NPS +100, 0, -100; other scales the score.
-- accounts        accounts that answered; answers: their answers, one per respondent, survey and week, the latest
-- value_sum, value_square     sum of v_a; sum of the squares of the single values
-- n_by_n, value_by_value, value_by_n     sums of n_a squared, v_a squared and v_a n_a; satisfied_*: the same of the
--                 numbers of satisfied answers
-- Answers without an account are not here: each stands alone. Accounts do not meet across sources and weeks, so everything
-- adds up over these, but not over segments that one account is in several of; there are none such.
WITH latest AS (
    SELECT
        w.week, r.part_week, r.source, r.survey_kind, r.scale, r.scale_min, r.scale_max, r.direction, r.direct, r.account_id,
        coalesce(CASE
            WHEN r.direction = 'lower_is_better' THEN r.score <= r.satisfied_from ELSE r.score >= r.satisfied_from
        END, false)::BIGINT AS hit,
        CASE
            WHEN r.scale <> 'nps' THEN r.score WHEN r.score >= 9 THEN 100.0 WHEN r.score < 7 THEN -100.0 ELSE 0.0
        END AS value
    FROM responses AS r
    INNER JOIN (  -- without an account nothing is read
        SELECT * FROM weeks WHERE (SELECT count(account_id) FROM responses) > 0
    ) AS w ON r.answered_at >= w.start_at AND r.answered_at < w.end_at
    WHERE r.score IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY w.week, r.part_week, r.source, r.survey_id, coalesce(r.respondent_key, r.row_key::VARCHAR)
        ORDER BY r.answered_at DESC, r.score DESC
    ) = 1
),
of_accounts AS (
    SELECT
        week, part_week, source, survey_kind, scale, scale_min, scale_max, direction, direct, account_id,
        count(*) AS n, sum(value) AS v, sum(value * value) AS v_square, sum(hit) AS h
    FROM latest
    WHERE account_id IS NOT NULL
    GROUP BY ALL
)
SELECT
    week, part_week, source,
    coalesce(survey_kind, 'unknown') AS survey_kind,
    coalesce(scale, 'unknown') AS scale,
    coalesce(scale || '_' || scale_min || '_' || scale_max, 'unknown') AS scale_id,
    coalesce(direction, 'unknown') AS direction,
    CASE WHEN coalesce(direct, true) THEN 'direct' ELSE 'indirect' END AS direct,
    count(*) AS accounts,
    sum(n)::BIGINT AS answers,
    sum(n * n)::DOUBLE AS n_by_n,
    sum(v)::DOUBLE AS value_sum,
    sum(v_square)::DOUBLE AS value_square,
    sum(v * v)::DOUBLE AS value_by_value,
    sum(v * n)::DOUBLE AS value_by_n,
    sum(h)::DOUBLE AS satisfied,
    sum(h * h)::DOUBLE AS satisfied_by_satisfied,
    sum(h * n)::DOUBLE AS satisfied_by_n
FROM of_accounts
GROUP BY ALL
