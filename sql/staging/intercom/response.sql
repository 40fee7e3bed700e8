-- The rating (1-5) of a conversation; one without a rating was not answered, and whether it was asked is not known.
SELECT
    file_row,
    ticket_id AS response_id,
    ticket_id,
    account_id,
    pseudonym('intercom', vendor_person) AS respondent_key,
    coalesce(rated_at, updated_at) AS answered_at,
    score,
    comment,
    coalesce(touchpoint, survey_touchpoint) AS touchpoint,
    CASE word(channel) WHEN 'conversation' THEN 'chat' ELSE word(channel) END AS channel,
    region,
    plan
FROM raw
WHERE score IS NOT NULL
