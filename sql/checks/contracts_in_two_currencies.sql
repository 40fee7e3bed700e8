-- warn: contracts in more than one currency (figures of value need 'currency' in settings.yaml, and leave the others out)
SELECT coalesce(currency, '(the company''s own)') AS currency, count(*) AS contracts, min(source) AS first_source
FROM contracts
WHERE yearly_value > 0
    AND (SELECT count(DISTINCT coalesce(currency, '')) FROM contracts WHERE yearly_value > 0) > 1
GROUP BY currency
ORDER BY contracts DESC, currency
