-- warn: scores with more than three decimals (figures take them to the nearest thousandth)
SELECT source, survey_id, response_id, score, file_row
FROM responses
WHERE abs(score * 1000 - round(score * 1000)) > 0.000001
