"""The sections about customers: every language, nothing to show, and hostile names."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io

import pytest
from example import rich

from cxpulse.catalog.language import load_language, plain
from cxpulse.core.report_customers import (
    AccountsAtRisk,
    CohortLine,
    DriverLine,
    FollowUpView,
    GapNote,
    InitiativeNote,
    JourneyLook,
    QuietCustomers,
    Retained,
    Retention,
    RiskLine,
    ScoreLine,
    StepTime,
    SurvivalStep,
)
from cxpulse.core.report_model import ReportModel, Term
from cxpulse.core.report_reading import read_model
from cxpulse.rendering.page import report_html
from cxpulse.rendering.paper import Paper
from cxpulse.rendering.workbook import render_workbook

SECTIONS = ("gaps", "retention", "accounts", "followups", "initiatives")
STEPS = tuple(
    SurvivalStep(w, s, s - 0.01, s + 0.01, n)
    for w, s, n in ((13, 0.98, 900), (26, 0.95, 800), (52, 0.9, 700), (104, 0.8, 300))
)


@pytest.mark.parametrize("code", ["en", "fa", "th"])
def test_values_in_several_currencies_are_said_and_not_given(code: str) -> None:
    from cxpulse.rendering.sections.accounts import view

    model = filled()
    assert model.accounts is not None
    line = RiskLine("X", None, None, None, None, ())
    refused = dataclasses.replace(model.accounts, expected=None, low=None, high=None, currency="", refused=True, lines=(line,))
    declared = dataclasses.replace(model.accounts, others=("USD", "THB"))
    without = view(Paper(dataclasses.replace(model, accounts=refused), load_language(code)))
    named = view(Paper(dataclasses.replace(model, accounts=declared), load_language(code)))
    assert without is not None
    assert named is not None
    assert without["rows"][0]["value"] == "–"
    assert any({"en": "currency", "fa": "ارز", "th": "สกุลเงิน"}[code] in fact for fact in without["facts"])
    assert any("USD, THB" in fact for fact in named["facts"])


def filled() -> ReportModel:
    return dataclasses.replace(
        rich(),
        sections=SECTIONS,
        retention=Retention(
            1200, STEPS, STEPS,
            (CohortLine(dt.date(2026, 9, 1), 40, (1.0, 0.95)), CohortLine(dt.date(2026, 10, 1), 44, (1.0, None))),
            Retained(1e6, 0.85, 1.05, 0.1, 52), (dt.date(2026, 10, 1), Retained(1e6, 0.99, 1.01, 0.01, 4)), QuietCustomers(900, 300, 40, 410.4, 600),
        ),
        accounts=AccountsAtRisk(
            1200, 2, "ridge_logistic", 314, 0.71, 2.4, 0.015, 1210052.0, 1006875.0, 1413230.0, 26, "EUR",
            (("detractor", 40), ("silent_after_detractor", 3), ("ticket_surge", 0), ("ticket_past_target", 9), ("reopened", 5), ("falling_cadence", 1)),
            (RiskLine("<b>A&B</b>", "business", "Tehran", 29141.0, 0.42, ("detractor", "ticket_past_target")), RiskLine("X", None, None, 10.0, None, ())),
        ),
        look=JourneyLook(
            "csat_share", "share", 1, 13, 52,
            (ScoreLine(Term("touchpoint", "checkout"), 0.91, 0.89, 0.93, 812), ScoreLine(Term("touchpoint", "delivery"), 0.71, 0.69, 0.73, 912)),
            (
                GapNote("touchpoint", Term("touchpoint", "checkout"), Term("touchpoint", "delivery"), 20.0, 2.8, True),
                GapNote("channel", Term("channel", "app"), Term("channel", "web"), 1.0, 2.8, False),
            ),
            1100, 0.61, 0.58, 0.64, 0.88, 66, 12, 41, 0.44, 0.03, (Term("touchpoint", "renewal"), Term("region", "London")),
            (DriverLine(Term("stage", "purchase"), 0.7, True), DriverLine(Term("driver", "first_reply"), 0.3, False)), 614, 0.21,
        ),
        follow_ups=FollowUpView(
            (("unhappy_account", 20), ("account_at_risk", 15)), (("Support lead", 35),), 7,
            (("open", 3), ("acknowledged", 2), ("acted", 1), ("answered", 1)), 2,
            (StepTime("acknowledged", 4, 3.5), StepTime("acted", 2, 26.0), StepTime("answered", 0, None)),
        ),
        initiatives=(
            InitiativeNote({"en": "Faster returns", "fa": "مرجوعی سریع‌تر"}, dt.date(2026, 8, 1), "csat_share", "share", 1, {"touchpoint": "returns"}, "Support lead", "improved", 6.2, 2.1, 10.3, 8, 655),
            InitiativeNote({"en": "New"}, dt.date(2026, 11, 1), "nps", "points", 1, {"channel": "app"}, "", "too_few_answers", None, None, None, 3, 60),
        ),
    )  # fmt: skip


def html(model: ReportModel, code: str) -> str:
    return plain(report_html(Paper(model, load_language(code))))


def test_in_english_each_section_says_its_figures() -> None:
    said = html(filled(), "en")
    for text in (
        "Biggest gap by touchpoint: checkout is above delivery by 20.0 percentage points (margin of error 2.8).",
        "By channel no gap is clear",
        "61.0% (95% interval 58.0–64.0%) were satisfied at every stage; of the single stages it was 88.0%",
        "in no other figure: n = 41, 44.0%",
        "Without feedback: Renewal; London.",
        "association, not cause; n = 614",
        "85.0% is kept without growth (gross retention) and 105.0% with it (net retention); 10.0% left",
        "Of the 600 who ordered again, about 410 are still customers",
        "not supplied, because no source has margins or costs",
        "1,210,052 EUR (95% interval 1,006,875–1,413,230)",
        "AUC 0.71",
        "35 follow-ups were opened for this week.",
        "open 3; acknowledged 2; acted on 1; answered by the customer 1; overdue 2",
        "Effect against the rest of the company: +6.2 percentage points",
        "still running",
    ):
        assert text in said, text


@pytest.mark.parametrize("code", ["fa", "th"])
def test_no_english_sentence_is_left_in_another_language(code: str) -> None:
    said = html(filled(), code)
    for text in (
        "Biggest gap",
        "accounts are at risk",
        "follow-up",
        "Effect against",
        "not supplied",
        "Detractor",
        "Improved",
        "Account at risk",
    ):
        assert text not in said, text


def test_names_are_harmless() -> None:
    said = html(filled(), "en")
    assert "<b>A&B</b>" not in said
    assert "A&amp;B" in said


@pytest.mark.parametrize("code", ["en", "fa", "th"])
def test_without_data_each_has_its_one_line(code: str) -> None:
    empty = dataclasses.replace(rich(), sections=SECTIONS)
    assert html(empty, code).count('class="none"') == len(SECTIONS)


def test_flags_alone_say_that_a_probability_is_not_there() -> None:
    model = filled()
    few = dataclasses.replace(
        model.accounts,
        model="flags",
        events=12,
        auc=None,
        lift=None,
        calibration_error=None,
        expected=None,
        low=None,
        high=None,
    )
    said = html(dataclasses.replace(model, accounts=few), "en")
    assert "Only 12 customers left" in said
    assert "Expected loss" not in said


def test_the_model_is_read_back_as_it_was_written() -> None:
    model = filled()
    assert read_model(model.to_json()).digest() == model.digest()


def test_the_workbook_has_their_figures() -> None:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(render_workbook(filled(), load_language("en"))))
    rows = book.get_sheet_by_name("Accounts at risk").to_python()
    assert rows[1][:5] == ["<b>A&B</b>", "business", "Tehran", 29141.0, 0.42]
    assert book.get_sheet_by_name("How customers stay").to_python()[1][:2] == [13.0, 0.98]


def test_the_owner_of_a_fix_is_named_in_the_readers_language() -> None:
    from cxpulse.core.phrases import Named
    from cxpulse.rendering.sections.initiatives import view

    model = filled()
    note = dataclasses.replace(model.initiatives[0], owner=Named({"en": "Support lead", "fa": "سرپرست پشتیبانی"}))
    model = read_model(dataclasses.replace(model, initiatives=(note,)).to_json())
    told = {code: view(Paper(model, load_language(code))) for code in ("en", "fa", "th")}
    assert [plain(told[code]["notes"][0]["owner"]) for code in ("en", "fa", "th")] == ["Support lead", "سرپرست پشتیبانی", "Support lead"]


def test_the_yearly_values_of_accounts_carry_their_currency() -> None:
    model = filled()
    assert model.accounts is not None
    told = {c: dataclasses.replace(model, sections=("accounts",), accounts=dataclasses.replace(model.accounts, currency=c)) for c in ("EUR", "")}
    heads = {c: plain(report_html(Paper(m, load_language("en")))) for c, m in told.items()}
    assert "Yearly value, EUR" in heads["EUR"]
    assert "Yearly value," not in heads[""]


def test_no_number_of_those_who_stay_where_the_orders_show_no_leaving() -> None:
    from cxpulse.rendering.sections.retention import view

    model = filled()
    quiet = dataclasses.replace(model.retention.quiet, alive=None, no_sign=True)
    silent = dataclasses.replace(model, retention=dataclasses.replace(model.retention, quiet=quiet))
    told = " ".join(plain(f) for f in view(Paper(model, load_language("en")))["facts"])
    assert "Of the 600 who ordered again, about 410 are still customers" in told
    told = " ".join(plain(f) for f in view(Paper(silent, load_language("en")))["facts"])
    assert "no sign that customers leave" in told
    assert "still customers" not in told


def test_a_table_of_some_accounts_says_of_how_many_and_where_the_others_are() -> None:
    from cxpulse.rendering.sections.accounts import view

    model = filled()
    accounts = dataclasses.replace(model.accounts, at_risk=93)
    for code in ("en", "fa", "th"):
        told = view(Paper(dataclasses.replace(model, accounts=accounts), load_language(code)))
        assert "cxpulse accounts --most 93" in told["listed"]
    said = plain(view(Paper(dataclasses.replace(model, accounts=accounts), load_language("en")))["listed"])
    assert said.startswith(f"{len(accounts.lines)} of 93 are listed, the most value at risk first")
    all_there = dataclasses.replace(accounts, at_risk=len(accounts.lines))
    assert view(Paper(dataclasses.replace(model, accounts=all_there), load_language("en")))["listed"] == ""
    assert "running share of all flags" in view(Paper(model, load_language("en")))["chart"]
