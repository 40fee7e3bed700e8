-- One row per answer (or per survey sent), as the source maps it.
SELECT
    file_row,
    response_id,
    coalesce(person_key(person_id, email, 'generic', vendor_person), phone_key(phone), pseudonym('digits', phone)) AS respondent_key,
    account_id,
    sent_at,
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
