"""Pseudonyms, the key's file, masking, times, and writing aside."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxpulse.core.dates import order_proved, shifts
from cxpulse.core.errors import ConfigurationError
from cxpulse.core.pseudonym import normal_email, pseudonym
from cxpulse.lake.connection import connect
from cxpulse.lake.phones import e164
from cxpulse.lake.rejects import safe_cell
from cxpulse.lake.secret import pseudonym_key
from cxpulse.lake.store import Store
from cxpulse.lake.times import Clock, local_sql, offset_sql, utc_sql


@pytest.mark.parametrize("key", [b"k", b"x" * 64, b"y" * 100])
def test_the_engine_and_python_give_the_same_pseudonym(tmp_path: Path, key: bytes) -> None:
    con = connect(tmp_path, Store(str(tmp_path)), key)
    found = con.execute("SELECT email_key(' Zoë@Example.COM'.trim()), pseudonym('person', 'C1'), email_key('nobody')").fetchall()[0]
    con.close()
    assert found == (pseudonym(key, "email", normal_email(" Zoë@Example.COM ")), pseudonym(key, "person", "C1"), None)


def test_normal_forms_of_addresses_and_numbers() -> None:
    assert normal_email(" MAILTO:Ann@Example.com\u200f") == "ann@example.com"
    assert normal_email("Ann.Lee+shop@GoogleMail.com") == "annlee@gmail.com"
    assert (normal_email("a.b+x@example.com"), normal_email("+x@example.com"), normal_email("+@")) == ("a.b@example.com", "+x@example.com", "+@")


@pytest.mark.parametrize("text", ["۰۹۱۲ ۳۴۵ ۶۷۸۹", "(0912) 345-6789", "0098 912 345 6789", "+98 912 3456789", "9123456789"])
def test_one_number_has_one_spelling(text: str) -> None:
    assert e164(text, "IR") == "+989123456789"


def test_a_number_without_country_an_extension_and_what_is_no_number() -> None:
    assert (e164("0912 345 6789"), e164("+98 912 345 6789")) == (None, "+989123456789")
    assert e164("+98 21 8855 1234 ext. 12") == "+982188551234;ext=12"
    assert [e164(text, "IR") for text in ("0000000000", "12", "n/a", "")] == [None] * 4


@pytest.mark.parametrize("text", ["a.b+x@example.com", "Ann.Lee+shop@googlemail.com", "+x@example.com", "mailto:q@gmail.com", "x+y@", "a@b@c+d@e.f"])
def test_the_engine_and_python_agree_on_mailboxes(tmp_path: Path, text: str) -> None:
    con = connect(tmp_path, Store(str(tmp_path)), b"k" * 16, phone_region="IR")
    assert con.execute("SELECT email_key($1), phone_key('09123456789')", [text]).fetchall()[0] == (
        pseudonym(b"k" * 16, "email", normal_email(text)), pseudonym(b"k" * 16, "phone", "+989123456789"),
    )  # fmt: skip
    con.close()


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CXPULSE_PSEUDONYM_KEY", raising=False)
    first = pseudonym_key(tmp_path)
    assert pseudonym_key(tmp_path) == first
    file = tmp_path / "pseudonym.key"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    with pytest.raises(ConfigurationError, match="others can read the key"):
        pseudonym_key(tmp_path)
    monkeypatch.setenv("CXPULSE_PSEUDONYM_KEY", "short")
    with pytest.raises(ConfigurationError, match="needs 16 or more"):
        pseudonym_key(tmp_path)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to a.b@example.com!", "write to [e-mail]!"),
        ("call +98 912 555 0100 or 081-555-0199", "call [phone] or [phone]"),
        ("با ۰۹۱۲۵۵۵۰۱۲۳ تماس بگیرید", "با [phone] تماس بگیرید"),
        ("order 12345 of 2026-11-14 10:00 cost 1200", "order 12345 of 2026-11-14 10:00 cost 1200"),
    ],
)
def test_addresses_and_numbers_are_masked_in_free_text(tmp_path: Path, text: str, masked: str) -> None:
    con = connect(tmp_path, Store(str(tmp_path)), b"k" * 16)
    assert con.execute("SELECT masked(?)", [text]).fetchall() == [(masked,)]
    con.close()


ZONES = ["Asia/Tehran", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Bangkok", "Africa/Casablanca", "UTC"]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(ZONES), st.datetimes(dt.datetime(1991, 1, 1), dt.datetime(2059, 12, 1)))
def test_local_readings_become_utc_as_python_reads_them(zone: str, local: dt.datetime) -> None:
    local = local.replace(microsecond=0, fold=0)  # of two equal readings the first is meant
    expected = local.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC).replace(tzinfo=None)
    found = _con().execute(f"SELECT {utc_sql('t', zone)} FROM (SELECT ?::TIMESTAMP AS t)", [local]).fetchall()[0][0]
    assert found == expected


def _con() -> object:
    import duckdb

    return duckdb.connect()


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Tehran"])
def test_the_second_before_and_after_every_change_of_the_clock(zone: str) -> None:
    con = _con()
    for change in shifts(zone)[1][-8:]:
        for seconds in (-3601, -1, 0, 1, 3599, 3600):
            local = change.local_from + dt.timedelta(seconds=seconds)
            expected = local.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC).replace(tzinfo=None)
            assert con.execute(f"SELECT {utc_sql('t', zone)} FROM (SELECT ?::TIMESTAMP AS t)", [local]).fetchall() == [(expected,)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2009-07-14T10:00:00.000Z", "2009-07-14 10:00:00"),
        ("2009-07-14 10:00:00 UTC", "2009-07-14 10:00:00"),
        ("2009-07-14 10:00", "2009-07-14 10:00:00"),
        ("2009-07-14", "2009-07-14 00:00:00"),
        ("2009-07-14T10:00:00+0800", "2009-07-14 02:00:00"),
        ("2009-07-14 10:00:00.5-03:30", "2009-07-14 13:30:00.5"),
        ("07/14/2009T10:00:00+0800", "2009-07-14 02:00:00"),
        ("2010-10-14T12:00:00.000GMT", "2010-10-14 12:00:00"),
        ("2010-10-14T12:00:00.000Z-0300", None),
        ("2009\\7\\14", None),
        ("2026-02-30 10:00:00", None),
        ("2026-02-20 10:00:00 Asia/Tehran", None),
        ("1900-01-01 00:00:00", None),
    ],
)
def test_shapes_of_times(tmp_path: Path, text: str, utc: str | None) -> None:
    clock = Clock("UTC", ("%m/%d/%Y %H:%M:%S",), ("1900-01-01 00:00:00",))
    con = connect(tmp_path, Store(str(tmp_path)), b"k" * 16)
    sql = f"SELECT CASE WHEN o IS NULL THEN l ELSE l - to_minutes(o) END::VARCHAR FROM (SELECT {local_sql('x', 'o', clock)} AS l, o FROM (SELECT x, {offset_sql('x', clock)} AS o FROM (SELECT ?::VARCHAR AS x)))"
    assert con.execute(sql, [text]).fetchall() == [(utc,)]
    con.close()


def test_what_proves_the_order_of_day_and_month() -> None:
    assert [order_proved(22, 5), order_proved(5, 22), order_proved(22, 22), order_proved(12, 12)] == ["dmy", "mdy", "both", None]


def test_a_file_is_put_in_place_in_one_step_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(str(tmp_path))
    store.put("lake/a.parquet", b"old")

    def fails(*_: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("os.replace", fails)
    with pytest.raises(OSError, match="no space"):
        store.put("lake/a.parquet", b"new")
    assert (tmp_path / "lake/a.parquet").read_bytes() == b"old"
    assert store.names("lake") == ["a.parquet"]


def test_cells_that_a_spreadsheet_would_compute() -> None:
    assert [safe_cell(t) for t in ("=1", "+1", "-1", "@x", "\tx", "1")] == ["'=1", "'+1", "'-1", "'@x", "'\tx", "1"]
