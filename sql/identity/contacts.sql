-- Grain: one row per contact of a CRM or helpdesk, with each of its keys by kind.
SELECT
    source, 'contact' AS entity, contact_id AS id, contact_key AS own, customer_key AS number, email_key AS email, phone_key AS phone,
    account_id AS account, region, NULL::VARCHAR AS plan, language, created_at AS since, coalesce(updated_at, created_at) AS last
FROM contacts
