-- Grain: one row per customer without a contract who ordered before $at.
-- customer         account, else the pseudonym of who ordered; orders without either are left out
-- frequency        days with a repeat order; several orders on one day count once
-- recency, age     days from the first order to the last, and to $last_day
-- gaps, median_gap how many gaps between two orders there are, and their median in days
-- silent           days from the last order to $last_day
-- yearly_value     value of the orders since $year_at
-- first_currency, last_currency  of these orders, in alphabetical order ('': none named); two currencies are never added
WITH bought AS (
    SELECT
        coalesce(account_id, respondent_key) AS customer,
        ordered_at::DATE AS day,
        sum(CASE WHEN ordered_at >= $year_at THEN value ELSE 0 END) AS value,
        min(CASE WHEN ordered_at >= $year_at AND value <> 0 THEN coalesce(upper(currency), '') END) AS first_currency,
        max(CASE WHEN ordered_at >= $year_at AND value <> 0 THEN coalesce(upper(currency), '') END) AS last_currency
    FROM orders
    WHERE ordered_at < $at AND coalesce(account_id, respondent_key) IS NOT NULL
        AND (account_id IS NULL OR account_id NOT IN (SELECT account_id FROM contracts WHERE account_id IS NOT NULL))
    GROUP BY ALL
),
spaced AS (
    SELECT *, day - lag(day) OVER (PARTITION BY customer ORDER BY day) AS gap FROM bought
)
SELECT
    customer,
    (count(*) - 1)::INTEGER AS frequency,
    (max(day) - min(day))::INTEGER AS recency,
    ($last_day - min(day))::INTEGER AS age,
    count(gap)::INTEGER AS gaps,
    median(gap)::DOUBLE AS median_gap,
    ($last_day - max(day))::INTEGER AS silent,
    sum(value)::DOUBLE AS yearly_value,
    min(first_currency) AS first_currency,
    max(last_currency) AS last_currency
FROM spaced
GROUP BY customer
