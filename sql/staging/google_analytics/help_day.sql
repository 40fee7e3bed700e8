-- One row per day of a property; a day that comes again is restated by the newer file.
SELECT
    file_row,
    concat_ws('@', property, day_at::VARCHAR) AS help_day_id,
    day_at,
    sessions,
    views
FROM raw
