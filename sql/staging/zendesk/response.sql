-- The satisfaction answer that a ticket carries: one row per ticket that was asked. Good is 1, bad is 0; a number stays.
-- A view does not say when it was answered: the ticket's last update is the nearest time there is, and the first one that was
-- seen stands (vendor.yaml, keeps).
SELECT
    file_row,
    ticket_id AS response_id,
    ticket_id,
    account_id,
    person_key(person_id, email, 'zendesk', vendor_person) AS respondent_key,
    coalesce(solved_at, created_at) AS sent_at,
    CASE WHEN lower(satisfaction) <> 'offered' THEN coalesce(rated_at, updated_at) END AS answered_at,
    CASE
        WHEN lower(satisfaction) LIKE 'good%' THEN '1'
        WHEN lower(satisfaction) LIKE 'bad%' THEN '0'
        WHEN lower(satisfaction) <> 'offered' THEN satisfaction
    END AS score,
    comment,
    language,
    coalesce(touchpoint, survey_touchpoint) AS touchpoint,
    CASE word(channel)
        WHEN 'mail' THEN 'email'
        WHEN 'web_form' THEN 'web'
        WHEN 'phone_call' THEN 'call_centre'
        WHEN 'voice' THEN 'call_centre'
        WHEN 'mobile_sdk' THEN 'app'
        WHEN 'in_store' THEN 'store'
        ELSE word(channel)
    END AS channel,
    region,
    plan
FROM raw
WHERE satisfaction IS NOT NULL AND lower(satisfaction) NOT IN ('not offered', 'unoffered', 'not_offered')
