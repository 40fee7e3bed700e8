-- One row per answer (or per survey sent), as the source maps it. Where a table has no ids, time and cells are the id.
SELECT
    file_row,
    CASE
        WHEN unnumbered
            THEN left(md5(concat_ws(chr(31), answered_at::VARCHAR, sent_at::VARCHAR, person_id, email, vendor_person, phone, ticket_id,
                touchpoint, score, comment)), 20)
        ELSE response_id
    END AS response_id,
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
