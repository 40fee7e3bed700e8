-- One row per person, as the source maps it.
SELECT
    file_row,
    contact_id,
    account_id,
    person_key(person_id, email, 'generic', vendor_person) AS contact_key,
    pseudonym('person', person_id) AS customer_key,
    email_key(email) AS email_key,
    phone_key(phone) AS phone_key,
    language_of(language) AS language,
    region,
    created_at,
    updated_at
FROM raw
