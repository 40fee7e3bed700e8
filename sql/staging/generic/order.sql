-- One row per order, as the source maps it. A table without order numbers gets them: customer, time and place among the
-- customer's equal orders, so that two equal purchases stay two, and the same file gives the same numbers again.
SELECT
    file_row,
    CASE
        WHEN unnumbered
            THEN concat_ws('@', coalesce(account_id, left(pseudonym('order', concat_ws(chr(31), person_id, email, vendor_person)), 12)),
                ordered_at::VARCHAR, value, items,
                row_number() OVER (
                    PARTITION BY account_id, person_id, email, vendor_person, ordered_at, value, items ORDER BY file_row
                ))
        ELSE order_id
    END AS order_id,
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
