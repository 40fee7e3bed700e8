-- One row per contact of CRM or Desk.
SELECT
    file_row,
    contact_id,
    account_id,
    person_key(person_id, email, 'zoho', contact_id) AS contact_key,
    language_of(language) AS language,
    region,
    created_at,
    updated_at
FROM raw
