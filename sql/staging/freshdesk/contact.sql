-- One row per contact of the export of contacts. It has no number of Freshdesk's own: the unique external id tells a contact
-- apart, else a pseudonym of the mailbox or telephone. Languages are words; companies are names and link to nothing.
SELECT
    file_row,
    coalesce(person_id, left(pseudonym('freshdesk_contact', coalesce(lower(email), mobile, phone)), 16)) AS contact_id,
    account_id,
    person_key(person_id, email, 'freshdesk', NULL) AS contact_key,
    pseudonym('person', person_id) AS customer_key,
    email_key(email) AS email_key,
    coalesce(phone_key(mobile), phone_key(phone)) AS phone_key,
    CASE lower(language)
        WHEN 'persian' THEN 'fa'
        WHEN 'thai' THEN 'th'
        WHEN 'english' THEN 'en'
        WHEN 'german' THEN 'de'
        WHEN 'french' THEN 'fr'
        WHEN 'spanish' THEN 'es'
        WHEN 'arabic' THEN 'ar'
        ELSE CASE WHEN regexp_full_match(language, '[A-Za-z]{2}([-_].*)?') THEN language_of(language) END
    END AS language,
    region
FROM raw
WHERE coalesce(person_id, email, mobile, phone) IS NOT NULL
