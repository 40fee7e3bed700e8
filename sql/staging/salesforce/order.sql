-- One row per won opportunity: an order of its account, at the start of the day on which it was closed (dates have no zone).
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
