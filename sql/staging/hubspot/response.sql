-- One row per feedback submission. Its value is the answer on the survey's own scale.
SELECT
    file_row,
    response_id,
    person_key(person_id, email, 'hubspot', vendor_person) AS respondent_key,
    account_id,
    answered_at,
    score,
    comment,
    coalesce(touchpoint, survey_touchpoint) AS touchpoint,
    coalesce(channel, survey_channel) AS channel,
    region,
    plan,
    ticket_id
FROM raw
