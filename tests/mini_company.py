"""A company of twelve customers, made by hand: three exports of a few dozen rows, with every figure worked out below.

Weeks begin on Monday in Europe/Berlin, where clocks go back on 25 October 2026, so the week of 19 October has 169 hours:
2026-10-18 22:00:00 to 2026-10-25 23:00:00 UTC.

    week        answers                                    NPS by hand
    12 October  10: 5 promoters, 3 passives, 2 detractors  100 x (5 - 2) / 10 = 30.0
    19 October  12: 7 promoters, 2 passives, 3 detractors  100 x (7 - 3) / 12 = 33.3
    26 October  11: 2 promoters, 2 passives, 7 detractors  100 x (2 - 7) / 11 = -45.5

The first and the last second of the week of 19 October hold one answer each; the seconds before and after belong to its
neighbours. Customer c1 answers twice in that week: only the later answer counts. The late export brings one more 0 of that
week: 13 answers, 100 x (7 - 4) / 13 = 23.1.
Contracts: twelve customers; one contract ended on 12 October, so with 14 days of grace its customer is lost on the 27th:
1 of 12 in the week of 26 October. Tickets: 4 created in the week of 26 October, 3 of them solved in it.
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

W0, W1, W2 = dt.date(2026, 10, 12), dt.date(2026, 10, 19), dt.date(2026, 10, 26)
RECOMMEND, REASON = "How likely are you to recommend us?", "Why?"
TYPEFORM = ("#", RECOMMEND, REASON, "customer_id", "account_id", "language", "region", "plan", "channel", "Start Date (UTC)", "Submit Date (UTC)", "Network ID")  # fmt: skip

Answer = tuple[str, int, str, str]
"""customer, score, UTC time, comment"""


def _spread(week: dt.date, customers: range, scores: str) -> list[Answer]:
    noon = dt.datetime.combine(week + dt.timedelta(days=1), dt.time(10))
    return [(f"c{c}", 10 if s == "x" else int(s), f"{noon + dt.timedelta(hours=c):%Y-%m-%d %H:%M:%S}", "") for c, s in zip(customers, scores, strict=True)]


BEFORE: list[Answer] = [*_spread(W0, range(2, 11), "9x9978836"), ("c1", 10, "2026-10-18 21:59:59", "One second before the week")]
WEEK: list[Answer] = [
    ("c1", 10, "2026-10-18 22:00:00", ""),  # the first second; replaced by the same customer's later 9
    ("c1", 9, "2026-10-20 08:00:00", "Quick and friendly, thank you all"),
    *_spread(W1, range(2, 12), "999x98763x"),
    ("c12", 0, "2026-10-25 22:59:59", '=HYPERLINK("http://example.com";"Waited two weeks, write me: ali@example.com")'),
]
AFTER: list[Answer] = [("c1", 0, "2026-10-25 23:00:00", "The parcel never came and nobody answered"), *_spread(W2, range(2, 12), "9087003529")]
LATE: list[Answer] = [("c13", 0, "2026-10-24 12:00:00", "Sent late by the survey tool")]


def exports(folder: Path) -> Path:
    """Writes the three exports; gives the folder."""
    _typeform(folder / "typeform" / "nps_1.csv", [*BEFORE, *WEEK, *AFTER], "a")
    _zendesk(folder / "zendesk" / "tickets_1.csv")
    _salesforce(folder / "salesforce")
    return folder


def late_export(folder: Path) -> None:
    """One more file of the survey, with an answer that came late."""
    _typeform(folder / "typeform" / "nps_2.csv", LATE, "b")


def config(folder: Path, sources: Path) -> Path:
    """The company's configuration; the vendors' own definitions are the project's. `sources` is the project's folder."""
    for name in ("sources", "reports", "alerts"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "settings.yaml").write_text(SETTINGS, encoding="utf-8")
    (folder / "sources" / "typeform_relationship.yaml").write_text(SURVEY, encoding="utf-8")
    zendesk = (sources / "zendesk_support.yaml").read_text(encoding="utf-8").replace("Asia/Tehran", "Europe/Berlin")
    (folder / "sources" / "zendesk_support.yaml").write_text(zendesk, encoding="utf-8")
    crm = (sources / "salesforce_crm.yaml").read_text(encoding="utf-8")
    (folder / "sources" / "salesforce_crm.yaml").write_text(crm, encoding="utf-8")
    (folder / "reports" / "weekly.yaml").write_text(REPORT, encoding="utf-8")
    (folder / "alerts" / "company.yaml").write_text(ALERTS, encoding="utf-8")
    return folder


SETTINGS = """
company: {en: Twelve Customers, fa: دوازده مشتری}
week: {first_day: monday, zone: Europe/Berlin}
delivery: {mode: folder}
touchpoints: {delivery: purchase, support: support}
"""
SURVEY = f"""
vendor: typeform
path: typeform/*
columns: {{score: "{RECOMMEND}", comment: "{REASON}", person_id: customer_id, account_id: account_id, language: language,
  region: region, plan: plan, channel: channel}}
survey: {{id: relationship_nps, kind: relationship, scale: nps, minimum: 0, maximum: 10}}
"""
REPORT = """
languages: [en, fa]
tiles: [nps, responses, tickets_created, first_reply_median, churn_rate]
targets: {nps: 20}
history_weeks: 4
recipients:
  en:
    - {channel: mail, address: director@example.com, name: Director}
    - {channel: slack, address: C0WEEKLY, name: "#cx"}
  fa:
    - {channel: mail, address: modir@example.com, name: مدیر}
"""
ALERTS = """
metrics: [nps]
by: [[]]
owners: {nps: Head of service}
recipients:
  en:
    - {channel: slack, address: C0ALERTS, name: "#cx-alerts"}
"""


def _typeform(path: Path, answers: list[Answer], prefix: str) -> None:
    rows = [
        (f"{prefix}{n:031d}", score, comment, customer, f"A{customer[1:]}", "en", "tehran", "basic", ("app", "web")[n % 2], when, when, f"n{n}")
        for n, (customer, score, when, comment) in enumerate(answers)
    ]
    _write(path, TYPEFORM, rows)


def _zendesk(path: Path) -> None:
    from cxpulse.samples.headers import ZENDESK

    none = dict.fromkeys(ZENDESK, "")
    shared = {"Requester": "A customer", "Group": "Support", "Priority": "Normal", "Via": "Mail", "Replies": "1", "Reopens": "0"}
    tickets = [
        {"Id": "1", "Status": "Solved", "Created at": "2026-10-26 00:00:00", "Solved at": "2026-10-27 00:00:00"},  # first second
        {"Id": "2", "Status": "Solved", "Created at": "2026-10-28 09:00:00", "Solved at": "2026-10-28 12:00:00"},
        {"Id": "3", "Status": "Solved", "Created at": "2026-10-29 09:00:00", "Solved at": "2026-11-01 23:59:59"},  # last second
        {"Id": "4", "Status": "Open", "Created at": "2026-11-01 23:59:59", "Solved at": "1900-01-01 00:00:00"},
        {"Id": "5", "Status": "Solved", "Created at": "2026-11-02 00:00:00", "Solved at": "2026-11-02 08:00:00"},  # a second later
    ]
    rows = [
        {
            **none, **shared, **t, "Requester id": f"9{t['Id']}", "Requester external id": f"c{t['Id']}",
            "Updated at": t["Created at"] if t["Status"] == "Open" else t["Solved at"],
            "First reply time in minutes": "60", "Full resolution time in minutes": "" if t["Status"] == "Open" else "180",
            "Satisfaction Score": "Not Offered", "Touchpoint [list]": "delivery", "Region [list]": "tehran", "Plan [list]": "basic",
        }
        for t in tickets
    ]  # fmt: skip
    _write(path, ZENDESK, [tuple(row[name] for name in ZENDESK) for row in rows], quoting=csv.QUOTE_ALL)


def _salesforce(folder: Path) -> None:
    from cxpulse.samples.headers import SALESFORCE_ACCOUNT, SALESFORCE_CONTRACT

    accounts = [_full(SALESFORCE_ACCOUNT, ID=f"A{n}", ISDELETED="false", NAME=f"Customer {n}", CREATEDDATE="2025-01-01T00:00:00.000Z", REGION__C="tehran", PLAN__C="basic") for n in range(1, 13)]  # fmt: skip
    contracts = [
        _full(
            SALESFORCE_CONTRACT, ID=f"K{n}", ISDELETED="false", ACCOUNTID=f"A{n}", STATUS="Expired" if n == 12 else "Activated",
            STARTDATE="2025-01-01", ENDDATE="2026-10-12" if n == 12 else "2027-12-31", CREATEDDATE="2025-01-01T00:00:00.000Z",
            YEARLY_VALUE__C="1200", CURRENCY__C="EUR", PLAN__C="basic", REGION__C="tehran",
        )
        for n in range(1, 13)
    ]  # fmt: skip
    _write(folder / "Account_1.csv", SALESFORCE_ACCOUNT, accounts, quoting=csv.QUOTE_ALL)
    _write(folder / "Contract_1.csv", SALESFORCE_CONTRACT, contracts, quoting=csv.QUOTE_ALL)


def _full(header: tuple[str, ...], **given: str) -> tuple[str, ...]:
    assert set(given) <= set(header)
    return tuple(given.get(name, "") for name in header)


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[Any, ...]], **how: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", **how)
        writer.writerow(header)
        writer.writerows(rows)
