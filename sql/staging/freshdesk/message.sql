-- One row per reply or note of a ticket's conversation. What comes in is the customer's, what goes out a person's; the message that
-- opened the ticket is not among them. The text is not taken.
SELECT
    file_row,
    message_id,
    ticket_id,
    sent_at,
    CASE WHEN as_flag(is_incoming) THEN 'customer' ELSE 'agent' END AS author,
    NOT coalesce(as_flag(is_private), false) AS public
FROM raw
