"""What was injected can be found in the files: the drop, the mix shift, late answers, comments in three languages, ticket states."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cxpulse.samples import comments_en, comments_fa, comments_th
from cxpulse.samples import company as c
from cxpulse.samples.hostile import HOSTILE

Rows = list[dict[str, str]]
Company = tuple[Path, dict[str, Any]]
HISTORY, LAST = "2026-11-14.csv", "2026-11-21.csv"


def _nps(weeks: list[dict[str, Any]]) -> float:
    return 100 * sum(w["promoters"] - w["detractors"] for w in weeks) / sum(w["n"] for w in weeks)


def _weeks(company: Company, survey: str) -> list[dict[str, Any]]:
    return [w for w in company[1]["surveys"] if w["survey"] == survey]


def test_the_drop_is_in_its_cell_and_nowhere_else(company: Company) -> None:
    assert company[1]["drop"]["weeks"] == ["2026-11-07", "2026-11-14"]
    weeks = _weeks(company, "touchpoint_nps")
    cell = [w["delivery_app"] for w in weeks]
    assert _nps(cell[:-2]) - _nps(cell[-2:]) > 20
    rest = [{k: w[k] - w["delivery_app"][k] for k in ("n", "promoters", "detractors")} for w in weeks]
    assert abs(_nps(rest[:-2]) - _nps(rest[-2:])) < 8


def test_deliveries_bring_more_tickets_and_longer_waits(
    company: Company, rows_of: Callable[[str], Rows]
) -> None:
    tickets = company[1]["tickets"]
    usual = sum(t["delivery"] for t in tickets[-8:-2]) / 6
    assert tickets[-1]["delivery"] > 1.5 * usual
    rows = [r for r in rows_of(f"zendesk/tickets_{LAST}") if r["Touchpoint [list]"] == "delivery"]
    wait = [int(r["First reply time in minutes"]) for r in rows if r["First reply time in minutes"]]
    history = [r for r in rows_of(f"zendesk/tickets_{HISTORY}") if r["Touchpoint [list]"] == "delivery"]
    before = [
        int(r["First reply time in minutes"])
        for r in history
        if r["First reply time in minutes"] and r["Created at"] < "2026-11-07"
    ]
    assert sorted(wait)[len(wait) // 2] > 1.4 * sorted(before)[len(before) // 2]


def test_the_call_centre_asks_twice_as_many_for_three_weeks(
    company: Company, rows_of: Callable[[str], Rows]
) -> None:
    shift = company[1]["mix_shift"]
    first, last = shift["weeks"][0], "2026-07-04"
    rows = rows_of(f"delighted/touchpoints_{HISTORY}")
    inside = [r for r in rows if first <= r["Responded At"][:10] < last]
    outside = [r for r in rows if not first <= r["Responded At"][:10] < last]

    def share(some: Rows) -> float:
        return sum(r["Channel"] == "call_centre" for r in some) / len(some)

    assert 1.6 < share(inside) / share(outside) < 2.4


def test_late_answers_stand_only_in_the_later_export(
    company: Company, rows_of: Callable[[str], Rows]
) -> None:
    before, after = rows_of(f"typeform/nps_{HISTORY}"), rows_of(f"typeform/nps_{LAST}")
    known = {r["#"] for r in before}
    week = ("2026-11-06 20:30:00", "2026-11-13 20:30:00")
    late = [r for r in after if week[0] <= r["Submit Date (UTC)"] < week[1] and r["#"] not in known]
    of = [r for r in before if week[0] <= r["Submit Date (UTC)"] < week[1]]
    assert 0.005 < len(late) / len(of) < 0.08


def test_comments_are_in_three_languages_and_of_the_right_side(rows_of: Callable[[str], Rows]) -> None:
    rows = rows_of(f"delighted/touchpoints_{HISTORY}")
    said = [r for r in rows if r["Comment"]]
    assert 0.28 < len(said) / len(rows) < 0.42
    persian = [r["Comment"] for r in said if r["Locale"] == "fa"]
    assert sum("\u200c" in t for t in persian) > 0.2 * len(persian)
    assert sum(bool(re.search("[\u0e01-\u0e59]", r["Comment"])) for r in said if r["Locale"] == "th") > 100
    praise = {
        t for m in (comments_en, comments_fa, comments_th) for group in m.PRAISE.values() for t in group
    }
    glad = [any(r["Comment"].startswith(p) for p in praise) for r in said if r["Score"] == "10"]
    sorry = [any(r["Comment"].startswith(p) for p in praise) for r in said if r["Score"] == "0"]
    assert sum(glad) / len(glad) > 0.85
    assert sum(sorry) / len(sorry) < 0.15
    answers = rows_of(f"surveymonkey/csat_{HISTORY}")
    assert any(r["What is the reason, in a few words?"] in HOSTILE for r in answers)


def test_each_language_speaks_about_everything() -> None:
    for module in (comments_en, comments_fa, comments_th):
        assert set(module.PRAISE) == set(module.COMPLAINT) == {*c.TOUCHPOINTS, "general"}
        texts = [t for m in (module.PRAISE, module.COMPLAINT) for group in m.values() for t in group]
        assert len(texts) == len(set(texts))
        assert not [t for t in texts if t != t.strip() or "  " in t or re.search("[يك]", t)]


def test_tickets_show_the_states_of_a_real_view(rows_of: Callable[[str], Rows]) -> None:
    rows = [r for r in rows_of(f"zendesk/tickets_{LAST}") if r["Id"]]
    assert {r["Satisfaction Score"] for r in rows} == {"", "Not Offered", "Offered", "Good", "Bad"}
    assert {"Open", "Pending", "Solved", "Closed"} <= {r["Status"] for r in rows}
    assert {r["Solved at"] == "1900-01-01 00:00:00" for r in rows if r["Status"] == "Open"} == {True}
    assert any(r["Assigned at"] == "-" for r in rows)
    assert sum(r["Reopens"] == "1" for r in rows) > 15
    assert sum(r["Requester id"] == "1.03E+13" for r in rows) >= 5
    assert all(r["Updated at"] >= r["Created at"] for r in rows if r["Created at"] != "2026-02-30 09:00:00")
    for row in rows:
        whole, business = (
            row["Full resolution time in minutes"],
            row["Full resolution time in minutes within business hours"],
        )
        assert (whole == "") == (row["Solved at"] == "1900-01-01 00:00:00")
        assert not whole or int(business) <= int(whole)


def test_persons_are_made_up(company: Company, rows_of: Callable[[str], Rows]) -> None:
    for name in company[1]["files"]:
        for row in rows_of(name)[:50]:
            for column, value in row.items():
                if "mail" in column.lower() and "@" in value:
                    assert value.endswith("@example.com"), (name, column)
