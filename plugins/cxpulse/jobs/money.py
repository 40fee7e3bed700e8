"""In which currency figures of value are: the declared one, or the only one that is there. Two are never added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cxpulse.catalog.settings import Settings
from cxpulse.engines import Limits, load_engine
from cxpulse.lake import statistics
from cxpulse.lake.store import lake_store

if TYPE_CHECKING:
    import pyarrow as pa

OWN = ""
"""The currency of a contract that names none: the company's own, whichever that is."""

_FOUND = "SELECT DISTINCT coalesce(upper(currency), '') AS currency FROM contracts WHERE yearly_value > 0 ORDER BY 1"
_ONE = """
SELECT c.* REPLACE (CASE WHEN $currency IS NULL OR f.account_id IS NOT NULL THEN NULL ELSE c.yearly_value END AS yearly_value)
FROM contracts AS c
LEFT JOIN (
    SELECT DISTINCT account_id FROM contracts WHERE yearly_value > 0 AND upper(currency) <> $currency
) AS f ON c.account_id = f.account_id
"""


@dataclass(frozen=True, slots=True)
class Money:
    """currency: that of every figure of value ('' when no contract names one); None: several, and none is declared, so that no
    figure of value can be given. found: the currencies of the contracts that have a value ('': none named).
    """

    currency: str | None
    found: tuple[str, ...]

    @property
    def others(self) -> tuple[str, ...]:
        """Currencies whose contracts are left out of the figures of value; none where no figure is given at all."""
        return () if self.currency is None else tuple(c for c in self.found if c not in {OWN, self.currency})

    @property
    def refused(self) -> str:
        """Why no figure of value is given; '' when there is one."""
        if self.currency is not None:
            return ""
        shown = ", ".join(c or "none named" for c in self.found)
        return f"contracts are in several currencies ({shown}); declare the one to report in: currency in settings.yaml"


def money(settings: Settings) -> Money:
    """Which currency the figures of value are in. Reads the currencies of the contracts in the lake."""
    from cxpulse.jobs.measure_tables import complete  # which knows this file too

    store = lake_store(settings.data_root, settings.local_root)
    names = [name for name, _ in statistics.partitions(store, "contract").values()]
    limits = Limits(settings.memory_limit, settings.threads, settings.local_root / "spill")
    found = tuple(load_engine().run(_FOUND, {"contracts": complete(store, "contract", names)}, {}, limits=limits)["currency"].to_pylist()) if names else ()
    if settings.currency:
        return Money(settings.currency, found)
    return Money(found[0] if found else OWN, found) if len(found) < 2 else Money(None, found)


def money_table(settings: Settings, known: Money | None = None) -> pa.Table:
    """The table `money` of a counting query: one row with the declared currency (NULL: none declared, so the contracts must
    all be in one); no row where the contracts of all sources are `known` to be in several.
    """
    import pyarrow as pa

    rows: list[Any] = [] if known and known.refused else [{"currency": settings.currency or None}]
    return pa.Table.from_pylist(rows, schema=pa.schema([("currency", pa.string())]))


def in_one_currency(settings: Settings, contracts: Any, known: Money) -> Any:
    """Contracts whose yearly_value is in one currency: those of customers with a contract in another have none (NULL)."""
    if not known.refused and not known.others:
        return contracts
    limits = Limits(settings.memory_limit, settings.threads, settings.local_root / "spill")
    return load_engine().run(_ONE, {"contracts": contracts}, {"currency": known.currency}, limits=limits)
