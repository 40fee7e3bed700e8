-- One row per submitted form. The export has no invitations, so sent_at stays empty.
SELECT
    file_row,
    response_id,
    person_key(person_id, email, 'typeform', NULL) AS respondent_key,
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
