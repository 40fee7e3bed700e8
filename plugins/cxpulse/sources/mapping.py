"""Which column of a file feeds which field: the vendor's names, and the source's over them."""

from __future__ import annotations

from cxpulse.catalog.entities import Entity, load_entity
from cxpulse.catalog.sources import Source
from cxpulse.catalog.vendors import FileKind, Vendor
from cxpulse.core.errors import ConfigurationError, InputError
from cxpulse.sources.headers import same_name

EXTRA = ("person_id", "email", "phone", "vendor_person")
"""Fields that any mapping may name beside the canonical columns: they become pseudonyms and are stored nowhere."""


def known_fields(vendor: Vendor, entities: list[Entity]) -> list[str]:
    """Every field that this vendor's SELECTs can use; one that a file has no column for is NULL."""
    own = (field for kind in vendor.files for field in kind.columns)
    return list(dict.fromkeys([*own, *(c for e in entities for c in e.names), *EXTRA]))


def map_fields(
    file: str, names: list[str], vendor: Vendor, kind: FileKind, source: Source, entities: list[Entity]
) -> dict[str, str]:
    """Field -> where it is: a column c0, c1, ... or, in JSON records, a path $."via"."channel".

    Raises ConfigurationError: the source names a field that there is none of; InputError: a header that it names, or that
    the kind needs, is not in the file.
    """
    fields = known_fields(vendor, entities)
    every = known_fields(vendor, [load_entity(e) for e in dict.fromkeys(e for k in vendor.files for e in k.entities)])
    if unknown := set(source.columns) - {*fields, *every}:  # a field of another kind of file of this source is none of this one's
        raise ConfigurationError(f"source '{source.name}': columns: no field '{sorted(unknown)[0]}'; there are: {', '.join(fields)}")
    if kind.records:
        paths = {f: (h[0],) for f in kind.columns if (h := kind.headers_of(f))} | {f: (h,) for f, h in source.columns.items() if f in fields}
        return {field: "$" + "".join(f'."{part}"' for part in path[0].split(".")) for field, path in paths.items()}
    places: dict[str, int] = {}
    for i, name in enumerate(names):
        places.setdefault(same_name(name), i)
    found: dict[str, str] = {}
    for field in fields:
        given = source.columns.get(field)
        place = next((places[n] for h in ((given,) if given else kind.headers_of(field)) if (n := same_name(h)) in places), None)
        if given and place is None:
            raise InputError(f"{file}: no column '{given}' (field {field} of source '{source.name}'); it has: {_listed(names)}")
        if place is not None:
            found[field] = f"c{place}"
    if missing := [f for f in kind.needs if f not in found]:
        wanted = " or ".join(f"'{h}'" for h in kind.headers_of(missing[0])) or "none by default: name it under columns"
        raise InputError(f"{file}: no column for field '{missing[0]}' (expected {wanted}); it has: {_listed(names)}")
    return found


def unused(names: list[str], found: dict[str, str]) -> list[str]:
    """Headers that feed no field."""
    taken = set(found.values())
    return [n for i, n in enumerate(names) if f"c{i}" not in taken and n]


def _listed(names: list[str], most: int = 40) -> str:
    shown = [n if len(n) <= 60 else n[:57] + "..." for n in names if n]
    return ", ".join(shown[:most]) + (f" and {len(shown) - most} more" if len(shown) > most else "")
