"""Probability that a customer without a contract is still a customer: the BG/NBD model.

Source: Fader, Hardie and Lee, "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD Model",
Marketing Science 24(2), 2005. Purchases come at a customer's own rate (gamma distributed over customers, shape r, rate
alpha); after each purchase a customer leaves with an own probability (beta distributed, a and b).

Misleads when purchases are seasonal or contractual, and for customers without any repeat purchase, whom the model holds
to be alive by construction: `probability_alive` gives them 1, so show them apart as "bought once".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize
from scipy.special import digamma, gammaln, hyp2f1

Floats = npt.NDArray[np.float64]

BOUND = 8.0  # of the logarithms of the parameters
SIGN_OF_LEAVING = 5.99  # twice the gain in log-likelihood over customers who never leave: chi-square with two degrees, 95%


@dataclass(frozen=True, slots=True)
class BgNbd:
    """Fitted parameters. Time is in the unit of the summary it was fitted on (weeks here). converged: whether the search ended
    at a maximum; without that the parameters say nothing."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    converged: bool = True

    def probability_alive(self, frequency: Floats, recency: Floats, age: Floats) -> Floats:
        """P(alive) in [0, 1] per customer (equation 11 of the authors' 2008 note).

        CDNOW: frequency 26, recency 30.86, age 31 -> 0.97; frequency 2, 30.43, 38.86 -> 0.73; frequency 0 -> 1 by construction.
        """
        x, last, total = (np.asarray(v, dtype=float) for v in (frequency, recency, age))
        log_ratio = (self.r + x) * np.log((self.alpha + total) / (self.alpha + last)) + np.log(
            self.a / (self.b + np.maximum(x, 1) - 1)
        )
        return np.where(x == 0, 1.0, 1.0 / (1.0 + np.exp(log_ratio)))

    def expected_purchases(self, ahead: float, frequency: Floats, recency: Floats, age: Floats) -> Floats:
        """Expected purchases in the next `ahead` time units (equation 10).

        CDNOW, 39 weeks ahead: (2, 30.43, 38.86) -> 1.226; (26, 30.86, 31) -> 20.75.
        """
        x, last, total = (np.asarray(v, dtype=float) for v in (frequency, recency, age))
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        scale = alpha + total
        hyper = hyp2f1(r + x, b + x, a + b + x - 1, ahead / (scale + ahead))
        first = (a + b + x - 1) / (a - 1) * (1 - (scale / (scale + ahead)) ** (r + x) * hyper)
        gone = np.where(x > 0, a / (b + np.maximum(x, 1) - 1) * (scale / (alpha + last)) ** (r + x), 0.0)
        return np.asarray(first / (1 + gone))


def summarise(purchases: pd.DataFrame, until: pd.Timestamp, days_per_unit: float = 7.0) -> pd.DataFrame:
    """One row per customer from purchases (columns customer, day): frequency, recency, age.

    Several purchases on one day count once. frequency: days with a repeat purchase; recency: first to last purchase;
    age: first purchase to `until`; both in units of `days_per_unit` days. Purchases after `until` are left out.
    """
    seen = purchases.loc[purchases["day"] <= until, ["customer", "day"]].drop_duplicates()
    spans = seen.groupby("customer")["day"].agg(["min", "max", "count"])
    return pd.DataFrame(
        {
            "frequency": spans["count"] - 1,
            "recency": (spans["max"] - spans["min"]).dt.days / days_per_unit,
            "age": (until - spans["min"]).dt.days / days_per_unit,
        }
    )


def fit(frequency: Floats, recency: Floats, age: Floats) -> BgNbd:
    """Maximum likelihood fit. Equal rows are counted once with their weight, so cost goes with distinct histories.

    Raises ValueError when nobody bought twice: the parameters cannot be told. CDNOW sample (2,357 customers):
    r 0.243, alpha 4.414, a 0.793, b 2.426, log-likelihood -9582.4.
    """
    rows = np.column_stack([np.asarray(v, dtype=float) for v in (frequency, recency, age)])
    if not (rows[:, 0] > 0).any():
        raise ValueError("no customer bought twice: BG/NBD needs repeat purchases")
    distinct, weight = np.unique(rows, axis=0, return_counts=True)

    def loss(log_parameters: Floats) -> tuple[float, Floats]:
        value, slopes = _log_likelihood(*np.exp(log_parameters), *distinct.T)
        return -float(np.dot(weight, value)), -(slopes @ weight) * np.exp(log_parameters)

    options = {"maxiter": 2000, "ftol": 1e-12}
    found = minimize(loss, np.zeros(4), jac=True, method="L-BFGS-B", bounds=[(-BOUND, BOUND)] * 4, options=options)
    r, alpha, a, b = (float(v) for v in np.exp(found.x))
    inside = np.abs(found.x) < BOUND
    still = bool(np.abs(np.asarray(found.jac)[inside]).max(initial=0.0) <= 1e-3 * len(rows))  # flat enough: the search stops at 1e-12
    return BgNbd(r, alpha, a, b, -float(found.fun), bool(found.success) or still)


def without_leaving(frequency: Floats, age: Floats) -> float:
    """The log-likelihood of the same purchases when nobody ever leaves: the model's limit for a = 0 (an NBD), with its own best
    r and alpha. CDNOW sample: -9763.7, which is 181 below the BG/NBD's: these customers leave."""
    distinct, weight = np.unique(np.column_stack([frequency, age]).astype(float), axis=0, return_counts=True)
    x, total = distinct.T

    def loss(log_parameters: Floats) -> float:
        r, alpha = np.exp(log_parameters)
        own = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + total)
        return -float(np.dot(weight, own))

    start = np.array([0.0, np.log(max(float(np.dot(weight, total)) / max(float(np.dot(weight, x)), 1.0), 1e-3))])
    return -float(minimize(loss, start, method="L-BFGS-B", bounds=[(-BOUND, BOUND)] * 2).fun)


def shows_leaving(model: BgNbd, frequency: Floats, age: Floats) -> bool:
    """Whether the purchases say at all that customers leave: the fit is better than one in which nobody does, beyond chance.

    Where it is not, a and b are arbitrary (a at its bound), everybody is "alive" by construction, and no number may be told.
    """
    return model.converged and 2 * (model.log_likelihood - without_leaving(frequency, age)) > SIGN_OF_LEAVING


def _log_likelihood(
    r: float, alpha: float, a: float, b: float, x: Floats, last: Floats, age: Floats
) -> tuple[Floats, Floats]:
    """Per history, and its slopes by r, alpha, a and b (rows)."""
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    alive = -(r + x) * np.log(alpha + age)
    left = np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + last)
    either = np.where(x > 0, np.logaddexp(alive, left), alive)
    still = np.exp(alive - either)  # the chance that the customer is alive
    gone, end = 1 - still, digamma(a + b) - digamma(a + b + x)
    slopes = np.vstack([
        digamma(r + x) - digamma(r) + np.log(alpha) - still * np.log(alpha + age) - gone * np.log(alpha + last),
        r / alpha - (r + x) * (still / (alpha + age) + gone / (alpha + last)),
        end + gone / a,
        end + digamma(b + x) - digamma(b) - gone / (b + np.maximum(x, 1) - 1),
    ])  # fmt: skip
    return np.asarray(common + either), slopes
