-- The answer that a ticket carries; an empty cell is not asked or not answered, the file cannot tell which.
SELECT
    file_row,
    ticket_id AS response_id,
    ticket_id,
    account_id,
    person_key(person_id, email, 'freshdesk', vendor_person) AS respondent_key,
    updated_at AS answered_at,
    score,
    touchpoint,
    CASE word(channel) WHEN 'phone' THEN 'call_centre' WHEN 'portal' THEN 'web' ELSE word(channel) END AS channel,
    region,
    plan
FROM raw
WHERE score IS NOT NULL
