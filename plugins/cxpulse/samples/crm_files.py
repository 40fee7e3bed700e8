"""The CRM's extracts: a full one with the history, and one of what changed lately."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np

from cxpulse.samples import company as c
from cxpulse.samples import headers, texts
from cxpulse.samples.accounts import Accounts, Contracts, contracts_of
from cxpulse.samples.exports import Bad, Export, Format, Row
from cxpulse.samples.plan import Plan

_CHUNK = 20_000
_WORDS = {
    "en": (
        "Example Hotels",
        "Example Homes",
        "Example School",
        "Example Stores",
        "Example Clinic",
        "Example Builders",
    ),
    "fa": ("هتل نمونه", "خانهٔ نمونه", "مدرسهٔ نمونه", "فروشگاه نمونه", "درمانگاه نمونه", "سازهٔ نمونه"),
    "th": ("โรงแรมตัวอย่าง", "บ้านตัวอย่าง", "โรงเรียนตัวอย่าง", "ร้านตัวอย่าง", "คลินิกตัวอย่าง", "ก่อสร้างตัวอย่าง"),
}
_DELETED = Bad("deleted", "ISDELETED", {"ISDELETED": "true"}, left_out=True)
_NO_ID = Bad("missing_id", "ID", {"ID": ""})
FORMATS = {
    "Account": Format(
        "salesforce/Account", (headers.SALESFORCE_ACCOUNT,), "ID", True, "\r\n", bad=(_DELETED, _NO_ID)
    ),
    "Contact": Format("salesforce/Contact", (headers.SALESFORCE_CONTACT,), "ID", True, "\r\n", bad=(_NO_ID,)),
    "Contract": Format(
        "salesforce/Contract", (headers.SALESFORCE_CONTRACT,), "ID", True, "\r\n",
        bad=(_NO_ID, Bad("impossible_date", "STARTDATE", {"STARTDATE": "2026-02-30"})),
    ),
}  # fmt: skip


def write_crm(
    folder: Path, plan: Plan, people: c.People, accounts: Accounts
) -> tuple[list[Export], dict[str, Any]]:
    """Write Account, Contact and Contract; gives the exports and the accounts lost in each week."""
    contracts = contracts_of(accounts)
    days = [w.day.toordinal() for w in plan.windows][-2:]
    exports: list[Export] = []
    for number, day in enumerate(days):
        since = 0 if number == 0 else days[0] - 7
        earlier = days[0] if number else None
        named = {
            k: Export(folder / f"{f.stem}_{dt.date.fromordinal(day)}.csv", f) for k, f in FORMATS.items()
        }
        _write_accounts(named["Account"], people, accounts, day, since, earlier)
        _write_contacts(named["Contact"], people, accounts, day, since, earlier)
        _write_contracts(named["Contract"], people, contracts, day, since, earlier)
        exports += named.values()
    for export in exports:
        export.close()
    return exports, _churn(plan, accounts)


def _write_accounts(
    export: Export, people: c.People, accounts: Accounts, day: int, since: int, earlier: int | None
) -> None:
    chosen = np.flatnonzero((accounts.signed < day) & (accounts.signed >= since))
    _write(export, chosen, lambda i: _account_rows(people, accounts, i), accounts.signed, earlier, "001")


def _write_contacts(
    export: Export, people: c.People, accounts: Accounts, day: int, since: int, earlier: int | None
) -> None:
    signed = np.repeat(accounts.signed, 2)
    chosen = np.flatnonzero((signed < day) & (signed >= since))
    _write(export, chosen, lambda i: _contact_rows(people, signed, i), signed, earlier, "003")


def _write_contracts(
    export: Export, people: c.People, contracts: Contracts, day: int, since: int, earlier: int | None
) -> None:
    chosen = np.flatnonzero((contracts.start < day) & (_modified(contracts, day) >= since))
    _write(
        export, chosen, lambda i: _contract_rows(people, contracts, day, i), contracts.start, earlier, "800",
        None if earlier is None else _modified(contracts, day) >= earlier,
    )  # fmt: skip


def _write(
    export: Export, chosen: c.Ints, rows_of: Any, created: c.Ints, earlier: int | None, prefix: str,
    moved: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Write the chosen records in chunks, then the bad rows. earlier: day of the full extract; moved: changed since then."""
    export.open()
    rows: list[Row] = []
    for first in range(0, len(chosen), _CHUNK):
        part = chosen[first : first + _CHUNK]
        rows = rows_of(part)
        known = np.zeros(len(part), dtype=bool) if earlier is None else created[part] < earlier
        changed = int((known & moved[part]).sum()) if moved is not None else 0
        export.write(rows, new=int((~known).sum()), changed=changed, unchanged=int(known.sum()) - changed)
    ids = texts.crm(prefix, 9_000_000_000 + np.arange(export.bad_rows(), dtype=np.int64))
    export.write_bad(rows, ids)


def _table(
    header: tuple[str, ...], n: int, columns: dict[str, list[str]], constant: dict[str, str]
) -> list[Row]:
    """Rows in the header's order; columns that are not named are empty."""
    return list(zip(*(columns.get(h) or [constant.get(h, "")] * n for h in header), strict=True))


def _stamps(days: c.Ints) -> list[str]:
    return [f"{dt.date.fromordinal(d)}T06:30:00.000Z" for d in days.tolist()]


def _account_rows(people: c.People, accounts: Accounts, i: c.Ints) -> list[Row]:
    first = 2 * i
    region, value = people.region[first], accounts.value[i]
    created = _stamps(accounts.signed[i])
    language = texts.words(c.LANGUAGES, people.language[first])
    columns = {
        "ID": texts.crm("001", i),
        "NAME": [f"{_WORDS[la][n % 6]} {n + 1}" for la, n in zip(language, i.tolist(), strict=True)],
        "BILLINGCITY": texts.words(c.REGIONS, region),
        "BILLINGCOUNTRY": texts.words(c.COUNTRIES, region),
        "ACCOUNTNUMBER": [f"A{n:06d}" for n in i.tolist()],
        "INDUSTRY": texts.words(c.INDUSTRIES, i % len(c.INDUSTRIES)),
        "ANNUALREVENUE": texts.numbers((value * 40).tolist()),
        "NUMBEROFEMPLOYEES": texts.numbers((5 + i % 240).tolist()),
        "SEGMENT__C": texts.words(c.SEGMENTS, np.searchsorted([1500, 5000], value)),
        "REGION__C": texts.words(c.REGIONS, region),
        "PLAN__C": texts.words(c.PLANS, people.plan[first]),
        **dict.fromkeys(("CREATEDDATE", "LASTMODIFIEDDATE", "SYSTEMMODSTAMP"), created),
    }
    return _table(
        headers.SALESFORCE_ACCOUNT, len(i), columns, {"ISDELETED": "false", "TYPE": "Customer", **_OWNER}
    )


def _contact_rows(people: c.People, signed: c.Ints, i: c.Ints) -> list[Row]:
    created, given = _stamps(signed[i]), texts.given(i)
    columns = {
        "ID": texts.crm("003", i), "ACCOUNTID": texts.crm("001", people.account[i]), "FIRSTNAME": given,
        "NAME": [f"{g} Example" for g in given], "MAILINGCITY": texts.words(c.REGIONS, people.region[i]),
        "MAILINGCOUNTRY": texts.words(c.COUNTRIES, people.region[i]), "EMAIL": texts.mail(i),
        "PHONE": [f"+98 900 555 {n % 10000:04d}" for n in i.tolist()], "CUSTOMER_ID__C": texts.customer(i),
        "LANGUAGE__C": texts.words(c.LANGUAGES, people.language[i]), "REGION__C": texts.words(c.REGIONS, people.region[i]),
        **dict.fromkeys(("CREATEDDATE", "LASTMODIFIEDDATE", "SYSTEMMODSTAMP"), created),
    }  # fmt: skip
    constant = {"ISDELETED": "false", "LASTNAME": "Example", "TITLE": "Buyer", **_OWNER}
    return _table(headers.SALESFORCE_CONTACT, len(i), columns, constant)


_OWNER = dict.fromkeys(("OWNERID", "CREATEDBYID", "LASTMODIFIEDBYID"), "005NV0000000001AAA")


def _modified(contracts: Contracts, day: int) -> c.Ints:
    """Day of the last change of each contract as known on `day`; a term that ran out is marked the morning after."""
    ended = np.where(contracts.term_end + 1 < day, contracts.term_end + 1, contracts.start)
    return np.where(contracts.cancelled < day, contracts.cancelled, ended)


def _contract_rows(people: c.People, contracts: Contracts, day: int, i: c.Ints) -> list[Row]:
    terminated = contracts.cancelled[i] < day
    expired = ~terminated & (contracts.term_end[i] + 1 < day)
    end = np.where(terminated, contracts.cancelled[i] - 1, contracts.term_end[i])
    start, first = (
        [str(dt.date.fromordinal(d)) for d in contracts.start[i].tolist()],
        2 * contracts.account[i],
    )
    modified = _stamps(_modified(contracts, day)[i])
    status = texts.words(
        ("Activated", "Expired", "Terminated"), np.where(terminated, 2, np.where(expired, 1, 0))
    )
    columns = {
        "ID": texts.crm("800", contracts.account[i] * 100 + contracts.year[i]),
        "ACCOUNTID": texts.crm("001", contracts.account[i]),
        "CONTRACTNUMBER": [f"{n:08d}" for n in i.tolist()],
        "STATUS": status, "STARTDATE": start, "ENDDATE": [str(dt.date.fromordinal(d)) for d in end.tolist()],
        "CUSTOMERSIGNEDDATE": start, "STATUSCODE": status, "CREATEDDATE": _stamps(contracts.start[i]),
        "LASTMODIFIEDDATE": modified, "SYSTEMMODSTAMP": modified,
        "YEARLY_VALUE__C": texts.numbers(contracts.value[i].tolist()),
        "PLAN__C": texts.words(c.PLANS, people.plan[first]), "REGION__C": texts.words(c.REGIONS, people.region[first]),
    }  # fmt: skip
    constant = {"ISDELETED": "false", "CONTRACTTERM": "12", "CURRENCY__C": "EUR", **_OWNER}
    return _table(headers.SALESFORCE_CONTRACT, len(i), columns, constant)


def _churn(plan: Plan, accounts: Accounts) -> dict[str, Any]:
    """Accounts with a contract at each week's start, and those whose last contract ran out or was cancelled in the week."""
    weeks = {}
    for number, week in enumerate(plan.weeks):
        first = week.toordinal()
        active = accounts.active(plan, number)
        lost = int((active & (accounts.ended < first + 7)).sum())
        weeks[week.isoformat()] = {"active_at_start": int(active.sum()), "lost": lost}
    return weeks
