-- One row per satisfaction rating of the API. Offered: sent, not answered.
SELECT
    file_row,
    response_id,
    ticket_id,
    pseudonym('zendesk', vendor_person) AS respondent_key,
    created_at AS sent_at,
    CASE WHEN lower(satisfaction) <> 'offered' THEN coalesce(updated_at, created_at) END AS answered_at,
    CASE
        WHEN lower(satisfaction) LIKE 'good%' THEN '1'
        WHEN lower(satisfaction) LIKE 'bad%' THEN '0'
        WHEN lower(satisfaction) <> 'offered' THEN satisfaction
    END AS score,
    comment,
    survey_touchpoint AS touchpoint,
    survey_channel AS channel
FROM raw
