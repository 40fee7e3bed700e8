-- One row per won deal: an order of its account on its closing date.
SELECT
    file_row,
    order_id,
    account_id,
    close_date::TIMESTAMP AS ordered_at,
    value,
    currency,
    items,
    channel,
    region,
    plan
FROM raw
