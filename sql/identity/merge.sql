-- Grain: one row per record; what was known before and what new partitions tell, the newest first.
-- A partition that is read again adds nothing: first and last instants stay what they are.
SELECT
    source, entity, id, arg_max(own, last) AS own, arg_max(number, last) AS number, arg_max(email, last) AS email,
    arg_max(phone, last) AS phone, arg_max(account, last) AS account, arg_max(region, last) AS region,
    arg_max(plan, last) AS plan, arg_max(language, last) AS language, min(since) AS since, max(last) AS last
FROM (
    SELECT * REPLACE (coalesce(last, TIMESTAMP '1970-01-01') AS last) FROM known
    UNION ALL BY NAME
    SELECT * REPLACE (coalesce(last, TIMESTAMP '1970-01-01') AS last) FROM fresh
)
GROUP BY source, entity, id
ORDER BY source, entity, id
