-- Grain: one row per respondent and survey with a bad NPS answer from $start_at to $end_at: the latest answer counts.
-- An answer without an account and without a respondent's key is left out: there is nobody to get back to.
WITH latest AS (
    SELECT *
    FROM responses
    WHERE scale = 'nps' AND score IS NOT NULL AND coalesce(direct, true)
        AND coalesce(respondent_key, account_id) IS NOT NULL AND answered_at >= $start_at AND answered_at < $end_at
    QUALIFY row_number() OVER (
        PARTITION BY coalesce(respondent_key, source || response_id), survey_id ORDER BY answered_at DESC, row_key
    ) = 1
)
SELECT
    source, response_id, survey_id, respondent_key, account_id, answered_at, score, touchpoint, channel, region, plan, language,
    comment IS NOT NULL AS commented
FROM latest
WHERE score <= $max_score
ORDER BY score, answered_at, response_id
