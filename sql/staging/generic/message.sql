-- One row per message of a ticket, as the source maps it: who wrote it (customer, agent, bot, system) and when. Its text is not
-- taken. Where a table has no ids, ticket, time and author are the id.
SELECT
    file_row,
    CASE WHEN unnumbered THEN concat_ws('@', ticket_id, sent_at::VARCHAR, word(author), public) ELSE message_id END AS message_id,
    ticket_id,
    sent_at,
    author,
    public,
    continues,
    channel,
    team,
    priority,
    touchpoint,
    region,
    plan
FROM raw
