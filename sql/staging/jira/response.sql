-- The satisfaction rating (1-5) that an issue carries; the export has no time for it, so the last update stands for it.
SELECT
    file_row,
    ticket_id AS response_id,
    ticket_id,
    pseudonym('jira', vendor_person) AS respondent_key,
    account_id,
    updated_at AS answered_at,
    score,
    language_of(language) AS language,
    coalesce(touchpoint, survey_touchpoint) AS touchpoint,
    coalesce(channel, survey_channel) AS channel,
    region,
    plan
FROM raw
WHERE score IS NOT NULL
