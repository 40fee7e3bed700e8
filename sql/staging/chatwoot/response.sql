-- One row per rating of a conversation; a rating given again is another answer.
SELECT
    file_row,
    regexp_extract(conversation, '[^/]+$') || '@' || strftime(answered_at, '%Y-%m-%dT%H:%M:%S') AS response_id,
    regexp_extract(conversation, '[^/]+$') AS ticket_id,
    coalesce(email_key(email), phone_key(phone), pseudonym('digits', regexp_replace(phone, '\D', '', 'g'))) AS respondent_key,
    answered_at,
    score,
    comment,
    survey_touchpoint AS touchpoint,
    coalesce(survey_channel, 'chat') AS channel
FROM raw
