-- One row per contact.
SELECT
    file_row,
    contact_id,
    account_id,
    person_key(person_id, email, 'hubspot', contact_id) AS contact_key,
    pseudonym('person', person_id) AS customer_key,
    email_key(email) AS email_key,
    coalesce(phone_key(mobile), phone_key(phone)) AS phone_key,
    language_of(language) AS language,
    region,
    created_at,
    updated_at
FROM raw
