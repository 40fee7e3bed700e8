"""How each survey vendor writes an answer: one function per vendor, rows in the order of its header."""

from __future__ import annotations

from itertools import repeat

import numpy as np

from cxpulse.samples import company as c
from cxpulse.samples import headers, texts
from cxpulse.samples.answers import Answers
from cxpulse.samples.exports import Bad, Format, Row

FORMATS = {
    "typeform": Format(
        "typeform/nps", (headers.TYPEFORM,), "#",
        bad=(
            Bad("out_of_range", headers.TYPEFORM[1], {headers.TYPEFORM[1]: "11"}, 3),
            Bad("not_a_number", headers.TYPEFORM[1], {headers.TYPEFORM[1]: "abc"}),
            Bad("missing_id", "#", {"#": ""}),
            Bad("impossible_date", "Submit Date (UTC)", {"Submit Date (UTC)": "2026-02-30 10:00:00"}),
        ),
    ),
    "delighted": Format(
        "delighted/touchpoints", (headers.DELIGHTED,), "Response ID",
        bad=(
            Bad("out_of_range", "Score", {"Score": "11"}, 2),
            Bad("out_of_range", "Score", {"Score": "-1"}, 1),
            Bad("not_a_number", "Score", {"Score": "abc"}),
            Bad("missing_id", "Response ID", {"Response ID": ""}),
            Bad("impossible_date", "Responded At", {"Responded At": "2026-13-05 10:00:00 UTC"}),
        ),
    ),
    "qualtrics": Format(
        "qualtrics/effort", (headers.QUALTRICS, headers.QUALTRICS_LABELS, headers.QUALTRICS_IMPORT_IDS), "ResponseId",
        bad=(
            Bad("preview", "Status", {"Status": "1", "DistributionChannel": "preview"}, 4, left_out=True),
            Bad("partial", "Finished", {"Finished": "0", "Progress": "50", "Q1": "", "Q2": ""}, 5, left_out=True),
            Bad("out_of_range", "Q1", {"Q1": "8"}),
            Bad("missing_id", "ResponseId", {"ResponseId": ""}),
            Bad("impossible_date", "RecordedDate", {"RecordedDate": "2026-11-31 10:00:00"}),
        ),
    ),
    "surveymonkey": Format(
        "surveymonkey/csat", (headers.SURVEYMONKEY, headers.SURVEYMONKEY_CHOICES), "Respondent ID",
        newline="\r\n", encoding="utf-8-sig",
        bad=(
            Bad("out_of_range", headers.SURVEYMONKEY[16], {headers.SURVEYMONKEY[16]: "6"}),
            Bad("out_of_range", headers.SURVEYMONKEY[16], {headers.SURVEYMONKEY[16]: "0"}, 1),
            Bad("not_a_number", headers.SURVEYMONKEY[16], {headers.SURVEYMONKEY[16]: "abc"}),
            Bad("mangled_id", "Respondent ID", {"Respondent ID": "1.18E+11"}, 3),
            Bad("impossible_date", "End Date", {"End Date": "13/45/2026 09:00:00 AM"}),
        ),
    ),
}  # fmt: skip

_SHIFT = {"typeform": 1, "delighted": 2, "qualtrics": 3, "surveymonkey": 4}


def serials(survey: str, ordinal: int, n: int, first: int = 0) -> list[str]:
    """Ids of the answers `first`... of a week (ordinal: number of the week since year 1), in the vendor's own shape."""
    if survey == "typeform":
        rng = np.random.default_rng([_SHIFT[survey], ordinal, first])
        text = rng.bytes(n * 12).hex()
        return [f"{text[24 * i : 24 * i + 24]}{(first + i):08x}" for i in range(n)]
    if survey == "qualtrics":
        rng = np.random.default_rng([_SHIFT[survey], ordinal, first])
        text = rng.bytes(n * 4).hex()
        return [f"R_{text[8 * i : 8 * i + 8]}{(first + i):07x}" for i in range(n)]
    base = (
        (ordinal - 100_000) * 10_000_000
        if survey == "delighted"
        else 118_000_000_000 + (ordinal - 100_000) * 1_000_000
    )
    return [str(base + first + i) for i in range(n)]


def typeform(ids: list[str], a: Answers, changed: np.ndarray) -> list[Row]:
    """Relationship NPS: the id column is `#`, question texts are column names, hidden fields follow."""
    start = a.at - 40 - (a.who % 90)
    network = [f"{(i * 2654435761) % 4294967296:08x}" for i in a.who.tolist()]
    return list(zip(
        ids, texts.numbers(a.score.tolist()), a.comment, texts.customer(a.who), texts.crm("001", a.account),
        texts.words(c.LANGUAGES, a.language), texts.words(c.REGIONS, a.region), texts.words(c.PLANS, a.plan),
        texts.words(c.CHANNELS, a.channel), texts.iso(start), texts.iso(a.at), network, strict=True,
    ))  # fmt: skip


def delighted(ids: list[str], a: Answers, changed: np.ndarray) -> list[Row]:
    """Touchpoint NPS; a changed answer has a later `Updated At`."""
    updated = a.at + np.where(changed, 5400, 0)
    n = len(ids)
    phones = [f"+98 900 555 {i % 10000:04d}" if i % 5 == 0 else "" for i in a.who.tolist()]
    return list(zip(
        ids, repeat("nps", n), texts.numbers((a.who + 40_000_000).tolist()), [f"{g} Example" for g in texts.given(a.who)],
        texts.mail(a.who), phones, texts.numbers(a.score.tolist()), a.comment,
        [f"https://app.delighted.com/r/{i}" for i in ids],
        [f"{s} UTC" for s in texts.iso(a.at)],
        [f"{s} UTC" for s in texts.iso(updated)], repeat("", n), repeat("", n), texts.customer(a.who),
        texts.crm("001", a.account), texts.words(c.TOUCHPOINTS, a.touchpoint), texts.words(c.CHANNELS, a.channel),
        texts.words(c.REGIONS, a.region), texts.words(c.PLANS, a.plan), texts.words(c.LANGUAGES, a.language), strict=True,
    ))  # fmt: skip


def qualtrics(ids: list[str], a: Answers, changed: np.ndarray) -> list[Row]:
    """Effort after a contact, 7 = easy; times in the zone of the third header row."""
    n, local = len(ids), texts.shifted(a.at, headers.QUALTRICS_ZONE)
    seconds = 20 + a.who % 200
    end = texts.iso(local)
    return list(zip(
        texts.iso(local - seconds), end, repeat("0", n), repeat("192.0.2.1", n), repeat("100", n),
        texts.numbers(seconds.tolist()), repeat("1", n), end, ids, repeat("Example", n), texts.given(a.who),
        texts.mail(a.who), texts.customer(a.who), repeat("", n), repeat("", n), repeat("email", n),
        [w.upper() for w in texts.words(c.LANGUAGES, a.language)], texts.numbers(a.score.tolist()), a.comment,
        repeat("", n), texts.words(c.TOUCHPOINTS, a.touchpoint), texts.words(c.CHANNELS, a.channel),
        texts.crm("001", a.account), texts.words(c.REGIONS, a.region), texts.words(c.PLANS, a.plan), strict=True,
    ))  # fmt: skip


def surveymonkey(ids: list[str], a: Answers, changed: np.ndarray) -> list[Row]:
    """CSAT 1-5 of all touchpoints; US times in the company's zone."""
    n, local = len(ids), texts.shifted(a.at, "Asia/Tehran")
    names = texts.customer(a.who)
    return list(zip(
        ids, repeat("408112233", n), texts.us(local - 25 - a.who % 60), texts.us(local), repeat("192.0.2.7", n),
        texts.mail(a.who), texts.given(a.who), repeat("Example", n), names, names, texts.crm("001", a.account),
        texts.words(c.TOUCHPOINTS, a.touchpoint), texts.words(c.CHANNELS, a.channel), texts.words(c.REGIONS, a.region),
        texts.words(c.PLANS, a.plan), texts.words(c.LANGUAGES, a.language), texts.numbers(a.score.tolist()), a.comment,
        strict=True,
    ))  # fmt: skip


WRITERS = {"typeform": typeform, "delighted": delighted, "qualtrics": qualtrics, "surveymonkey": surveymonkey}
