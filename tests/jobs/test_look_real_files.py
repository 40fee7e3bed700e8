"""Every file of the folder of real exports: its rows, and what became of each, as the notes beside the files say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cxpulse.catalog.settings import load_settings
from cxpulse.jobs.look import look
from ingest_world import NOW

DECLARED = Path(__file__).parent / "real_files"

# file -> rows, accepted, rejected, duplicates, rows that are no answers; what is stored
TAKEN: dict[str, tuple[int, int, int, int, dict[str, int], str]] = {
    "churn/cdnow/CDNOW_master.txt": (69659, 69659, 0, 0, {}, "order"),
    "churn/cdnow/CDNOW_sample.txt": (6919, 6919, 0, 0, {}, "order"),
    "churn/ibm_telco_churn.csv": (7043, 7043, 0, 0, {}, "account"),
    "tickets/helpdesk_italian.csv": (21348, 4580, 0, 127, {"folded into others": 16641}, "ticket"),
    "surveymonkey/masculinity_raw-responses.csv": (1615, 1601, 0, 0, {"blank_answer": 14}, "response"),
    "qualtrics/qualtRics_sample.csv": (1, 1, 0, 0, {}, "response"),
    "qualtrics/qualtRics_sample_legacy.csv": (1, 1, 0, 0, {}, "response"),
    "salesforce_dataloader/opportunityData.csv": (38, 8, 0, 0, {"open_deal": 30}, "order"),
    **{f"salesforce_dataloader/csv{n}.csv": (2, 2, 0, 0, {}, "account") for n in (
        "EscapedQuotes", "Separator", "text", "text_BOM_UTF8", "text_BOM_UTF16LE", "text_BOM_UTF16BE", "text_BOM_UTF32LE", "text_BOM_UTF32BE")},
    "salesforce_dataloader/timeZoneFormatTesting.csv": (12, 12, 0, 0, {}, "account"),
    "salesforce_dataloader/timeZoneFormatTestingWithErrors.csv": (6, 4, 2, 0, {}, "account"),
    "salesforce_dataloader/dateEndingInZ.csv": (1, 1, 0, 0, {}, "account"),
    "salesforce_dataloader/dateUsingDefaultTimeZone.csv": (1, 1, 0, 0, {}, "account"),
    "salesforce_dataloader/dateWithTimeZone.csv": (2, 0, 2, 0, {}, ""),
    "salesforce_dataloader/dateOnlyWithTimeZone.csv": (2, 2, 0, 0, {}, "contract"),
    "salesforce_dataloader/insertAccountWithMultipleBatchesCSV.csv": (3, 2, 1, 0, {}, "account"),
    "salesforce_dataloader/emptyFirstRowFieldValueInCsvTemplate.csv": (2, 2, 0, 0, {}, "account"),
    "salesforce_dataloader/upsertAccountSmallTemplate.csv": (10, 10, 0, 0, {}, "account"),
    "salesforce_dataloader/hardDeleteEmptyCsvFileTemplate.csv": (0, 0, 0, 0, {}, ""),
    "zendesk_api/tickets.ndjson": (410, 409, 0, 1, {}, "ticket"),
    "zendesk_api/users.ndjson": (336, 333, 0, 3, {}, "contact"),
    "zendesk_api/audits.ndjson": (121, 116, 0, 0, {"folded into others": 5}, "ticket"),
    "zendesk_api/organizations.ndjson": (207, 207, 0, 0, {}, "account"),
    "fivetran_seeds/hubspot/company_data.csv": (24, 24, 0, 0, {}, "account"),
    "fivetran_seeds/hubspot/contact_data.csv": (22, 22, 0, 0, {}, "contact"),
    "fivetran_seeds/hubspot/ticket_data.csv": (25, 25, 0, 0, {}, "ticket"),
    "fivetran_seeds/intercom/company_history_data.csv": (9, 9, 0, 0, {}, "account"),
    "fivetran_seeds/intercom/contact_history_data.csv": (9, 9, 0, 0, {}, "contact"),
    "fivetran_seeds/intercom/conversation_history_data.csv": (9, 2, 0, 7, {}, "ticket"),
    "fivetran_seeds/salesforce/sf_account_data.csv": (10, 1, 0, 0, {"deleted": 9}, "account"),
    "fivetran_seeds/salesforce/sf_account_history_data.csv": (10, 1, 0, 0, {"deleted": 9}, "account"),
    "fivetran_seeds/salesforce/sf_contact_data.csv": (4, 4, 0, 0, {}, "contact"),
    "fivetran_seeds/salesforce/sf_contact_history_data.csv": (4, 4, 0, 0, {}, "contact"),
    "fivetran_seeds/salesforce/sf_opportunity_data.csv": (10, 0, 0, 0, {"deleted": 10}, ""),
    "fivetran_seeds/salesforce/sf_opportunity_history_data.csv": (10, 0, 0, 0, {"deleted": 10}, ""),
    "fivetran_seeds/zendesk/organization_data.csv": (10, 10, 0, 0, {}, "account"),
    "fivetran_seeds/zendesk/ticket_data.csv": (10, 10, 0, 0, {}, "ticket"),
    "fivetran_seeds/zendesk/user_data.csv": (10, 10, 0, 0, {}, "contact"),
    "fivetran_seeds/zendesk/user_data_snowflake.csv": (10, 10, 0, 0, {}, "contact"),
}  # fmt: skip
NOT_STORED = {
    "surveymonkey/steak-risk-survey.csv": (550, "no column has the time of an answer"),
    "surveymonkey/flying-etiquette.csv": (1040, "no column has the time of an answer"),
    "surveymonkey/weather-check.csv": (928, "no column has the time of an answer"),
    "salesforce_dataloader/success0413060133.csv": (9, "load_result"),
    "salesforce_dataloader/error0413060133.csv": (11, "load_errors"),
    "zendesk_api/pagination_examples.json": (189, "page of an API"),
    "churn/cdnow/cdnow_customers_summary.csv": (2357, "one customer's purchases in sum"),
    "churn/cdnow/cdnow_customers_summary_with_transactions.csv": (2357, "one customer's purchases in sum"),
}
# numbers and oddities that the notes give, as the command tells them
TOLD = {
    "churn/cdnow/CDNOW_master.txt": ["1997-01-01 to 1998-06-30", "23,570 customers", "167,881 items", "value 2,500,315.63"],
    "churn/cdnow/CDNOW_sample.txt": ["2,357 customers"],
    "churn/cdnow/cdnow_customers_summary.csv": ["2,457 repeat purchases, none for 1,411"],
    "churn/cdnow/cdnow_customers_summary_with_transactions.csv": ["2,457 repeat purchases, none for 1,411"],
    "churn/ibm_telco_churn.csv": [
        "month_to_month 3,875, two_year 1,695, one_year 1,473", "left 1,869", "TotalCharges: 11 cells with blanks only: no value"],
    "tickets/helpdesk_italian.csv": ["196 of 205 weeks have rows, 27 of them fewer than 5"],
    "surveymonkey/steak-risk-survey.csv": ["Lottery B 279, Lottery A 267, nothing 4"],
    "surveymonkey/flying-etiquette.csv": [
        "Never 166", "18 rows with one answer at most",
        "Household Income: '150000' is an unknown label (115 rows), where the others read like '$50,000 - $99,999'"],
    "surveymonkey/weather-check.csv": ["Yes 746, No 182", "11 rows with one answer at most"],
    "surveymonkey/masculinity_raw-responses.csv": [
        "2018-05-10 to 2018-05-22", "20 rows end before they start and 3 last over a day", "column 1 has no name"],
    "qualtrics/qualtRics_sample_legacy.csv": ["column 16 has no name and no value: left out"],
    "salesforce_dataloader/error0413060133.csv": ["Oracle_Id__c not specified 9, Duplicate external id specified: 12345 2"],
    "salesforce_dataloader/success0413060133.csv": ["STATUS: Item Created 9"],
    "salesforce_dataloader/timeZoneFormatTesting.csv": ["2009-07-14"],
    "salesforce_dataloader/dateOnlyWithTimeZone.csv": ["2010-10-14"],
    "zendesk_api/tickets.ndjson": ["deleted 200", "no ticket of it has a satisfaction answer: no data, which is no zero"],
    "zendesk_api/audits.ndjson": ["open 1"],
    "fivetran_seeds/zendesk/ticket_data.csv": ["closed 7, deleted 2, solved 1"],
    "fivetran_seeds/intercom/conversation_history_data.csv": ["no ticket of it has a satisfaction answer"],
    "fivetran_seeds/salesforce/sf_opportunity_data.csv": ["probability: outside 0 to 100 (1 row: line 2 '1000')"],
    "fivetran_seeds/salesforce/sf_opportunity_line_item_data.csv": [
        "id: a blank inside a key: letters are lost, so it joins to nothing (1 row: line 4 '00k1G000009a jwQAA')", "product_2_id: a blank inside a key"],
    "fivetran_seeds/qualtrics/survey_response.csv": ["how far it got", "scores"],
}  # fmt: skip


@pytest.fixture(scope="module")
def seen(shared_data: Path) -> dict[str, dict[str, Any]]:
    settings = load_settings()
    weeks = settings.week.model_copy(update={"first_day": "monday", "zone": "UTC"})  # the notes count in ISO weeks
    told = look(settings.model_copy(update={"week": weeks}), shared_data, now=NOW, declared=DECLARED)
    return {f["file"]: f for f in told["files"]}


def test_every_file_is_accounted_for_and_none_is_unreadable(
    seen: dict[str, dict[str, Any]], shared_data: Path
) -> None:
    assert set(seen) == {str(p.relative_to(shared_data)) for p in shared_data.rglob("*") if p.is_file()}
    assert [f for f in seen.values() if f["state"] == "unreadable"] == []
    tables = {name for name in seen if seen[name]["state"] != "no table"}
    assert {n for n in seen if n not in tables} == {
        n for n in seen if n.startswith("LICENSES/") or n.endswith(".md")
    }
    assert all(f["why"] for f in seen.values() if f["state"] != "taken")


def test_taken_rows_add_up_and_are_those_of_the_notes(seen: dict[str, dict[str, Any]]) -> None:
    taken = {
        n: (f["rows"], f["accepted"], f["rejected"], f["duplicates"], f["left"], f["entity"])
        for n, f in seen.items()
        if f["state"] == "taken"
    }
    assert taken == TAKEN
    for rows, accepted, rejected, duplicates, left, _ in taken.values():
        assert rows == accepted + rejected + duplicates + sum(left.values())


def test_files_that_no_figure_can_use_are_counted_and_say_why(seen: dict[str, dict[str, Any]]) -> None:
    for name, (rows, why) in NOT_STORED.items():
        assert (seen[name]["rows"], seen[name]["rejected"], seen[name]["state"] != "taken") == (
            rows,
            0,
            True,
        ), name
        assert why in seen[name]["why"]


def test_every_warehouse_table_has_the_rows_of_the_notes(
    seen: dict[str, dict[str, Any]], shared_data: Path
) -> None:
    notes = re.findall(
        r"^\| ((?:zendesk|hubspot|salesforce|intercom|qualtrics)/\S+\.csv) \| (\d+) x \d+ \|",
        (shared_data / "README.md").read_text(),
        re.MULTILINE,
    )
    assert len(notes) > 100
    assert {n: seen[f"fivetran_seeds/{n}"]["rows"] for n, _ in notes} == {n: int(rows) for n, rows in notes}


def test_rejected_rows_are_named_with_line_and_reason(seen: dict[str, dict[str, Any]]) -> None:
    told = seen["salesforce_dataloader/timeZoneFormatTestingWithErrors.csv"]["why"]
    assert "line 3, created_at" in told
    assert "line 4, created_at" in told
    assert (
        "line 3, created_at 'wrongdate'"
        in seen["salesforce_dataloader/insertAccountWithMultipleBatchesCSV.csv"]["why"]
    )
    assert "the half of the day is lost" in seen["surveymonkey/masculinity_raw-responses.csv"]["why"]


def test_the_numbers_and_oddities_of_the_notes_are_told(seen: dict[str, dict[str, Any]]) -> None:
    for name, texts in TOLD.items():
        told = "; ".join([seen[name]["why"], *seen[name]["facts"], *seen[name]["odd"]])
        for text in texts:
            assert text in told, name


def test_every_table_that_is_not_counted_says_what_a_row_of_it_is(seen: dict[str, dict[str, Any]]) -> None:
    unused = {n: f["why"] for n, f in seen.items() if n.startswith("fivetran_seeds/") and f["state"] == "nothing"}
    assert len(unused) == 115
    assert [n for n, why in unused.items() if not why.startswith("a row is ")] == []
    assert len(set(unused.values())) > 80
