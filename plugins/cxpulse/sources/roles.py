"""Which column of an unknown table is what: by its name (English, Persian, Thai) and by what it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cxpulse.core.digits import latin
from cxpulse.sources.profile import MOST, Facts

_NAMES: dict[str, str] = {
    "ticket_id": r"ticket|case|issue|incident|شماره تیکت|تیکت|หมายเลขตั๋ว|ตั๋ว",
    "order_id": r"order|invoice|purchase|شماره سفارش|سفارش|คำสั่งซื้อ",
    "contract_id": r"contract|subscription|قرارداد|สัญญา",
    "account_id": r"account|company|organi[sz]ation|client|شرکت|سازمان|บริษัท|บัญชี",
    "contact_id": r"contact|مخاطب|ผู้ติดต่อ",
    "person_id": r"customer|respondent|user|member|person|مشتری|کاربر|ลูกค้า",
    "response_id": r"response|submission|answer|survey entry|پاسخ|คำตอบ",
}
_ID = r"\b(id|no|number|key|code|#)\b|_id$|^id$|^#$|شناسه|شماره|รหัส|หมายเลข"
_TIMES: dict[str, str] = {
    "answered_at": r"respon|answer|submit|complet|recorded|end ?date|enddate|timestamp|پاسخ|ثبت|تاریخ|ตอบ|วันที่",
    "sent_at": r"sent|invit|asked|ارسال|ส่ง",
    "created_at": r"creat|open(ed)?|register|reported|start|ایجاد|ثبت|สร้าง|เปิด",
    "solved_at": r"solv|clos|resol|finish|بسته|حل|ปิด|แก้ไข",
    "updated_at": r"updat|modif|chang|به.?روز|อัปเดต",
    "first_reply_at": r"first.*(repl|respon)|نخستین پاسخ|اولین پاسخ|ตอบครั้งแรก",
    "ordered_at": r"order|purchas|bought|paid|sale|سفارش|خرید|สั่งซื้อ|ซื้อ",
    "start_date": r"start|begin|from|شروع|آغاز|เริ่ม",
    "end_date": r"end|until|expir|پایان|สิ้นสุด",
}
_TEXTS: dict[str, str] = {
    "comment": r"comment|feedback|reason|why|verbatim|remark|suggest|tell us|نظر|دلیل|چرا|توضیح|ความคิดเห็น|เหตุผล|ทำไม",
    "touchpoint": r"touch ?point|step|stage|moment|نقطه تماس|مرحله|จุดสัมผัส|ขั้นตอน",
    "channel": r"channel|source|medium|^via$|کانال|ช่องทาง",
    "region": r"region|city|province|country|branch|منطقه|شهر|استان|ภูมิภาค|เมือง|จังหวัด",
    "plan": r"\bplan\b|tier|package|طرح|بسته|แพ็กเกจ",
    "language": r"lang|locale|زبان|ภาษา",
    "status": r"status|^state$|وضعیت|สถานะ",
    "priority": r"priorit|urgency|اولویت|ความสำคัญ",
    "team": r"team|group|queue|department|تیم|گروه|ทีม|แผนก",
    "name": r"^name$|account name|company name|customer name|نام شرکت|ชื่อบริษัท",
    "segment": r"segment|tier|بخش|กลุ่มลูกค้า",
    "industry": r"industry|sector|صنعت|อุตสาหกรรม",
    "currency": r"currenc|ارز|สกุลเงิน",
    "author": r"author|sender|written by|نویسنده|فرستنده|ผู้เขียน|ผู้ส่ง",
    "public": r"public|visible|عمومی|สาธารณะ",
}
_VALUE = r"amount|total|value|revenue|price|dollar|مبلغ|ارزش|ยอด|ราคา|มูลค่า"
_VISITS = r"sessions?\b|visits?\b|بازدید|การเข้าชม"
_ITEMS = r"\bitems?\b|quantity|pieces|qty|number of|تعداد|จำนวน"
SCORE = (
    r"score|rating|\bnps\b|csat|\bces\b|satisf|recommend|likely|likelihood|effort|easy|ease|happy|stars?\b|امتیاز|نمره|رضایت|توصیه|پیشنهاد|آسان"
    r"|คะแนน|พึงพอใจ|แนะนำ|ง่าย|\brate (us|our|your|the|this)\b|on a scale|\b[01] ?(-|–|to|/) ?(5|7|10)\b"
)
_BARE = r"^(id|#|no|number|key|code|شناسه|شماره|รหัส|หมายเลข)$"
_REFERENCE = r"^(ref|reference|respondent|response|submission|record|row|nr)$"
_HAPPENS = {"response_id", "order_id", "ticket_id"}
FEW_REPEATS = 0.05
"""Share of rows whose id may be that of an earlier row, for the column to be the id all the same."""
_ORDER = ("response", "ticket", "order", "contract", "contact", "account", "message", "help_day")


@dataclass(slots=True)
class Roles:
    """fields: canonical field -> column; scores: columns that may be the score; entities: what the table may hold, best first."""

    fields: dict[str, Facts]
    scores: list[Facts]
    entities: list[str]


def named(facts: Facts, pattern: str) -> bool:
    """True when the column's name says so."""
    return bool(re.search(pattern, _plain(facts.name)))


def roles_of(columns: list[Facts], score: str | None) -> Roles:
    """What every column can be. score: the column that the user names."""
    fields: dict[str, Facts] = {}
    taken: set[str] = set()
    scores = [c for c in columns if c.name == score] if score else [c for c in columns if _may_be_score(c)]
    if asked := [c for c in scores if named(c, SCORE)]:
        scores = asked
    taken |= {c.name for c in scores}
    times = [c for c in columns if c.name not in taken and c.time_kind()]

    def give(field: str, pattern: str, among: list[Facts]) -> None:
        fitting = [c for c in among if c.name not in taken and named(c, pattern)]
        found = min(fitting, key=lambda c: len(c.name), default=None)
        if found is not None and field not in fields:
            fields[field] = found
            taken.add(found.name)

    mails = [c for c in columns if c.is_mail]
    if mails:
        fields["email"] = mails[0]
        taken |= {c.name for c in mails}
    for field in (
        "first_reply_at",
        "sent_at",
        "updated_at",
        "solved_at",
        "ordered_at",
        "answered_at",
        "created_at",
        "start_date",
        "end_date",
    ):
        give(field, _TIMES[field], times)
    taken |= {c.name for c in times}
    rest = [c for c in columns if c.name not in taken]
    for field, pattern in _NAMES.items():
        give(field, rf"^(?=.*({pattern}))(?=.*({_ID}))", rest)
    for field, pattern in _TEXTS.items():
        give(field, pattern, rest)
    numbers = [c for c in rest if c.numbers]
    give("items", _ITEMS, numbers)
    give("value", _VALUE, numbers)
    give("sessions", _VISITS, numbers)
    return Roles(fields, scores, _entities(fields, scores, times, columns, taken))


def _may_be_score(facts: Facts) -> bool:
    """True when the name says so and at least four of five values are whole numbers of a usual scale: a single 11 is a bad row."""
    numbers = facts.mostly_numbers
    if not numbers or len(facts.values) < 0.02 * max(1, min(facts.rows, 2000)):
        return False
    fitting = [n for n in numbers if n == int(n) and -10 <= n <= 10]
    fits = len(fitting) >= MOST * len(facts.values) and len(set(fitting)) <= 11
    return fits and named(facts, SCORE) and not named(facts, _ID)


def _entities(
    fields: dict[str, Facts], scores: list[Facts], times: list[Facts], columns: list[Facts], taken: set[str]
) -> list[str]:
    holds = {
        "response": bool(scores and times),
        "ticket": "status" in fields and bool(times) and not scores,
        "order": "value" in fields and bool(times) and not scores,
        "contract": "start_date" in fields
        and bool({"account_id", "contract_id", "person_id"} & set(fields))
        and "value" not in fields,
        "contact": "email" in fields and not scores and "status" not in fields and "value" not in fields,
        "account": bool({"account_id", "name"} <= set(fields))
        and not scores
        and "email" not in fields
        and "value" not in fields,
        "message": {"ticket_id", "author"} <= set(fields) and bool(times) and not scores and "status" not in fields,
        "help_day": "sessions" in fields and bool(times) and not scores,
    }
    return [e for e in _ORDER if holds[e]]


def row_id(columns: list[Facts], fields: dict[str, Facts], key: str) -> Facts | None:
    """The column that tells the rows apart: the one of that name, else the first that is called an id.

    An id that comes again now and then is one all the same (a row exported twice). A customer's number is no id of an answer
    or an order: the same customer may come again.
    """
    if key in fields and _tells_apart(fields[key], few=True):
        return fields[key]
    whose = {"person_id", "account_id", "contact_id"} - {key}
    persons = {c.name for f, c in fields.items() if f in whose and not named(c, r"respondent")} if key in _HAPPENS else set()
    free = [c for c in columns if c.name not in persons and not c.time_kind()]
    called = [c for c in free if named(c, _ID)]
    found = [
        *(c for c in called if _tells_apart(c, few=named(c, _BARE))),
        *(c for c in free if named(c, _REFERENCE) and _tells_apart(c, few=False)),
    ]
    return found[0] if found else None


def _tells_apart(facts: Facts, *, few: bool) -> bool:
    return facts.unique or (few and 0 < facts.repeats <= max(1, FEW_REPEATS * len(facts.values)))


def _plain(name: str) -> str:
    """Lower case, with a blank for a change of case, an underscore or a dash: responseId -> response id."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\-]+", " ", latin(name))
    return re.sub(r"\s+", " ", apart).strip().lower()
