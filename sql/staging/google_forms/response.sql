-- One row per submitted form; a score such as '7 / 10' is its first number.
SELECT
    file_row,
    left(md5(concat_ws(chr(31), answered_at::VARCHAR, email, person_id, score, comment)), 20) AS response_id,
    person_key(person_id, email, 'google_forms', NULL) AS respondent_key,
    account_id,
    answered_at,
    regexp_replace(score, ' */ *\d+$', '') AS score,
    comment,
    language_of(language) AS language,
    coalesce(touchpoint, survey_touchpoint) AS touchpoint,
    coalesce(channel, survey_channel) AS channel,
    region,
    plan,
    ticket_id
FROM raw
