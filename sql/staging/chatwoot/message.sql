-- One row per message of a conversation. Incoming ones are the contact's, outgoing ones a person's or a bot's, private ones
-- internal notes; activities and templates are the system's. The text is not taken.
SELECT
    file_row,
    message_id,
    ticket_id,
    sent_at,
    CASE
        WHEN message_type IN ('0', 'incoming') THEN 'customer'
        WHEN message_type IN ('1', 'outgoing') AND word(coalesce(sender_type, sender)) IN ('user', 'agent') THEN 'agent'
        WHEN message_type IN ('1', 'outgoing') THEN 'bot'
        ELSE 'system'
    END AS author,
    NOT coalesce(as_flag(is_private), false) AS public
FROM raw
