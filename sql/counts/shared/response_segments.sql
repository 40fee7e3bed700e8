-- The segments of responses, by the hash that stands for them. A dimension without a value is 'unknown'.
-- relations: responses
-- satisfied_from is no dimension, but whoever asks what is satisfied must not mix two of them.
SELECT
    segment,
    any_value(satisfied_from) AS satisfied_from,
    coalesce(any_value(survey_id), 'unknown') AS survey_id,
    coalesce(any_value(survey_kind), 'unknown') AS survey_kind,
    coalesce(any_value(scale), 'unknown') AS scale,
    coalesce(any_value(scale) || '_' || any_value(scale_min) || '_' || any_value(scale_max), 'unknown') AS scale_id,
    coalesce(any_value(direction), 'unknown') AS direction,
    coalesce(any_value(touchpoint), 'unknown') AS touchpoint,
    coalesce(any_value(stage), 'unmapped') AS stage,
    coalesce(any_value(channel), 'unknown') AS channel,
    coalesce(any_value(region), 'unknown') AS region,
    coalesce(any_value(plan), 'unknown') AS plan,
    coalesce(any_value(language), 'unknown') AS language,
    CASE WHEN any_value(direct) THEN 'direct' ELSE 'indirect' END AS direct
FROM (
    SELECT
        * REPLACE (coalesce(direct, true) AS direct),
        hash(
            survey_id, survey_kind, scale, scale_min, scale_max, direction, satisfied_from, touchpoint, stage, channel,
            region, plan, language, coalesce(direct, true)
        ) AS segment
    FROM responses
)
GROUP BY segment
