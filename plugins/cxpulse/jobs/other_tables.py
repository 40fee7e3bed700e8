"""Tables that hold nothing that a figure needs: what a row of one is, told from its columns."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cxpulse.catalog.vendors_tables import other_tables
from cxpulse.sources.headers import same_name

_SYNC = re.compile(r"^_?(fivetran|airbyte|sdc|stitch)_|_synced$", re.IGNORECASE)


def own_names(names: Iterable[str]) -> list[str]:
    """The columns without those that a connector adds."""
    return [n for n in names if n and not _SYNC.search(n)]


def known_table(names: Iterable[str]) -> str:
    """'a row is one tag of one ticket: a label; ...' of a table that a vendor's folder knows (other_tables.yaml); '' of any other."""
    here = {same_name(n) for n in own_names(names)}
    for table in other_tables():
        if here >= {same_name(c) for c in table.columns} and (not table.exactly or len(here) == len(table.columns)):
            return f"a row is {table.row}: {table.why}"
    return ""
