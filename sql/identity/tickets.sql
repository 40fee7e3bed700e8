-- Grain: one row per person of a helpdesk, as some partitions know it; what is told newest counts.
SELECT
    source, 'ticket' AS entity, requester_key AS id, requester_key AS own, NULL::VARCHAR AS number, NULL::VARCHAR AS email, NULL::VARCHAR AS phone,
    arg_max(account_id, created_at) AS account, arg_max(region, created_at) AS region, arg_max(plan, created_at) AS plan,
    arg_max(NULL::VARCHAR, created_at) AS language, min(created_at) AS since, max(created_at) AS last
FROM tickets
WHERE requester_key IS NOT NULL AND requester_key NOT LIKE 'erased%'
GROUP BY source, requester_key
