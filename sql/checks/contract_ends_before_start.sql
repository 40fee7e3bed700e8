-- warn: contracts that end before they start
SELECT source, contract_id, start_date, end_date, file_row
FROM contracts
WHERE end_date < start_date
ORDER BY source, contract_id
