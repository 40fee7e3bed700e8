-- One row per finished answer.
SELECT
    file_row,
    response_id,
    person_key(person_id, email, 'formbricks', vendor_person) AS respondent_key,
    account_id,
    answered_at,
    score,
    comment,
    language_of(language) AS language,
    coalesce(touchpoint, survey_touchpoint) AS touchpoint,
    coalesce(channel, survey_channel) AS channel,
    region,
    plan,
    ticket_id
FROM raw
