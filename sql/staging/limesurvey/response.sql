-- One row per submitted answer. The access code of an invitation is the person's pseudonym within the survey.
SELECT
    file_row,
    response_id,
    person_key(person_id, email, 'limesurvey', coalesce(vendor_person, token)) AS respondent_key,
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
