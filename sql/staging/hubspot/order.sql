-- One row per won deal: an order of its company when it was closed.
SELECT
    file_row,
    order_id,
    account_id,
    closed_at AS ordered_at,
    value,
    currency,
    items,
    channel,
    region,
    plan
FROM raw
