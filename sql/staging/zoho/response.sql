-- The happiness rating that a ticket carries: Good, Okay and Bad are 3, 2 and 1; the source's values may say otherwise.
SELECT
    file_row,
    ticket_id AS response_id,
    ticket_id,
    account_id,
    person_key(person_id, email, 'zoho', vendor_person) AS respondent_key,
    coalesce(solved_at, updated_at) AS answered_at,
    CASE lower(score) WHEN 'good' THEN '3' WHEN 'okay' THEN '2' WHEN 'ok' THEN '2' WHEN 'bad' THEN '1' ELSE score END AS score,
    language_of(language) AS language,
    coalesce(touchpoint, survey_touchpoint) AS touchpoint,
    CASE word(channel) WHEN 'phone' THEN 'call_centre' ELSE word(channel) END AS channel,
    region,
    plan
FROM raw
WHERE score IS NOT NULL
