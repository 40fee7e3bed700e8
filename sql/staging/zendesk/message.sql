-- Ticket metric events of reply_time: the clock starts with a customer's message that nobody has answered (activate) and stops
-- with the public reply of an agent (fulfill). Instance 1 is the first reply, every later one a next reply.
SELECT
    file_row,
    message_id,
    ticket_id,
    sent_at,
    CASE word(event) WHEN 'activate' THEN 'customer' ELSE 'agent' END AS author,
    try_cast(instance AS INTEGER) > 1 AS continues
FROM raw
