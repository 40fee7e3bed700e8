-- One row per order, as the source maps it.
SELECT
    file_row,
    order_id,
    account_id,
    person_key(person_id, email, 'generic', vendor_person) AS respondent_key,
    ordered_at,
    value,
    currency,
    items,
    channel,
    region,
    plan
FROM raw
