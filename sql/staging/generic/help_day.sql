-- One row per day of a help centre, as the source maps it; where a table has no ids, day and region are the id.
SELECT
    file_row,
    CASE WHEN unnumbered THEN concat_ws('@', day_at::VARCHAR, region) ELSE help_day_id END AS help_day_id,
    day_at,
    sessions,
    views,
    led_to_ticket,
    region
FROM raw
