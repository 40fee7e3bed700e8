"""Which kind of file this is: the first kind of the vendor all of whose telling headers are there."""

from __future__ import annotations

from cxpulse.catalog.vendors import FileKind, Vendor, load_vendor, vendor_names
from cxpulse.sources.headers import same_name


def fits(kind: FileKind, names: list[str], *, records: bool) -> bool:
    """True when the file has every telling header of the kind (JSON records and tables are told apart first).

    A kind with one telling header has it first and letter for letter: the same word elsewhere tells nothing.
    """
    if len(kind.recognise) == 1:
        return kind.records == records and tuple(names[:1]) == kind.recognise
    here = {same_name(n) for n in names}
    return kind.records == records and bool(kind.recognise) and all(same_name(n) in here for n in kind.recognise)


def kind_of(vendor: Vendor, names: list[str], *, records: bool) -> FileKind | None:
    """The kind of one vendor's file; None when its headers are not this vendor's."""
    return next((k for k in vendor.files if fits(k, names, records=records)), None)


def recognised(names: list[str], *, records: bool) -> list[tuple[Vendor, FileKind]]:
    """Every vendor and kind that a file could be, the one with most telling headers first."""
    vendors = [load_vendor(name) for name in vendor_names()]
    found = [(v, k) for v in vendors for k in v.files if fits(k, names, records=records)]
    return sorted(found, key=lambda pair: -len(pair[1].recognise))
