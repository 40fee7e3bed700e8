"""How a language writes numbers and days: digits, separators, signs, ranges, calendars, isolation.

Pure: what is special about a language comes in as a `Locale` (its catalogue's header says it), so a further language
is one file of words. Month and weekday names are CLDR's (Babel), the Jalali calendar is persiantools'.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from babel.dates import get_day_names, get_month_names
from persiantools.jdatetime import JalaliDate

MINUS = "\u2212"
DASH = "\u2013"
LRI, FSI, PDI = "\u2066", "\u2068", "\u2069"
_DIGITS = {
    "latn": "0123456789",
    "arabext": "\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9",
    "thai": "\u0e50\u0e51\u0e52\u0e53\u0e54\u0e55\u0e56\u0e57\u0e58\u0e59",
}
_JALALI_MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
_ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069\u200e\u200f")


def strip_isolates(text: str) -> str:
    """The text without direction marks: for subjects, file names and whatever compares texts."""
    return text.translate(_ISOLATES)


@dataclass(frozen=True, slots=True)
class Locale:
    """One language's way of writing. digits: latn, arabext or thai; calendar: gregorian, persian or buddhist;
    range_word: the word between the ends of a range; left-to-right languages need it only beside a minus sign;
    separators: of thousands and of decimals, '' for those that go with the digits."""

    code: str
    digits: str = "latn"
    calendar: str = "gregorian"
    rtl: bool = False
    range_word: str = "to"
    separators: str = ""

    @property
    def direction(self) -> str:
        """'rtl' or 'ltr'."""
        return "rtl" if self.rtl else "ltr"

    @property
    def counter(self) -> str:
        """The CSS counter style for page numbers."""
        return {"arabext": "persian", "thai": "thai"}.get(self.digits, "decimal")

    def isolate(self, text: str) -> str:
        """Keeps neighbouring right-to-left text from reordering a number or a Latin word."""
        return f"{LRI}{text}{PDI}" if self.rtl else text

    def localise_digits(self, text: str) -> str:
        """ASCII digits, thousands commas and decimal points in this language's own signs, character by character."""
        separators = self.separators or ("\u066c\u066b" if self.digits == "arabext" else ",.")
        return text.translate(str.maketrans("0123456789,.", _DIGITS[self.digits] + separators))

    def bare(self, value: float, decimals: int = 0, *, signed: bool = False) -> str:
        """A number without isolation. bare(-1234.5, 1) is '−1,234.5'; never a negative zero; zero carries no sign."""
        digits = f"{abs(value):,.{decimals}f}"
        zero = not digits.strip("0.,")
        sign = "" if zero else MINUS if value < 0 else "+" if signed else ""
        return sign + self.localise_digits(digits)

    def number(self, value: float, decimals: int = 0, *, signed: bool = False) -> str:
        """A number, isolated where the language needs it."""
        return self.isolate(self.bare(value, decimals, signed=signed))

    def percent_sign(self) -> str:
        """The percent sign that goes with the digits."""
        return "\u066a" if self.digits == "arabext" else "%"

    def percent(self, fraction: float, decimals: int = 0) -> str:
        """A fraction as a percentage: percent(0.824, 1) is '82.4%'."""
        return self.isolate(self.bare(100 * fraction, decimals) + self.percent_sign())

    def span(self, low: float, high: float, decimals: int = 0, suffix: str = "") -> str:
        """A range of numbers: '45.1–49.3'; '−2.0 to 1.3' when an end is negative; right to left always with the word,
        since a dash between two isolated numbers reads backwards."""
        a, b = self.bare(low, decimals), self.bare(high, decimals) + suffix
        if self.rtl or MINUS in a + b:
            return f"{self.isolate(a)} {self.range_word} {self.isolate(b)}"
        return f"{a}{DASH}{b}"

    # --- days ----------------------------------------------------------------------------------------------------

    def year(self, day: dt.date) -> str:
        """The year of a day in this calendar: 21 March 2026 is 1405, 2569 or 2026."""
        years = {"persian": lambda: JalaliDate(day).year, "buddhist": lambda: day.year + 543}
        return self.localise_digits(str(years.get(self.calendar, lambda: day.year)()))

    def month(self, day: dt.date, *, short: bool = False) -> str:
        """The month's name in this calendar."""
        if self.calendar == "persian":
            return _JALALI_MONTHS[JalaliDate(day).month - 1] if self.code == "fa" else _jalali_latin(day)
        return str(_months(self.code, "abbreviated" if short else "wide")[day.month])

    def day_month(self, day: dt.date, *, short: bool = False) -> str:
        """'14 November', '23 Aban'."""
        number = JalaliDate(day).day if self.calendar == "persian" else day.day
        return f"{self.localise_digits(str(number))} {self.month(day, short=short)}"

    def date(self, day: dt.date, *, short: bool = False) -> str:
        """'14 November 2026'."""
        return f"{self.day_month(day, short=short)} {self.year(day)}"

    def period(self, first: dt.date, last: dt.date, *, short: bool = False) -> str:
        """Days from `first` to `last`: the name of the month where they are one in this calendar ('November 2026'), else both
        ends, as the same days are in Persian: '10 Aban to 9 Azar 1405'."""
        after = last + dt.timedelta(days=1)
        if self._starts_month(first) and self._starts_month(after) and (last - first).days < 31:
            return f"{self.month(first, short=short)} {self.year(first)}"
        between = f" {self.range_word} " if self.rtl else f" {DASH} "
        start = self.day_month(first, short=short) if self.year(first) == self.year(last) else self.date(first, short=short)
        return f"{start}{between}{self.date(last, short=short)}"

    def _starts_month(self, day: dt.date) -> bool:
        return bool((JalaliDate(day).day if self.calendar == "persian" else day.day) == 1)

    def weekday(self, day: dt.date) -> str:
        """The weekday's name."""
        return str(_weekdays(self.code)[day.weekday()])

    def week_range(self, first: dt.date, last: dt.date) -> str:
        """A week by its days, saying month and year once where they are shared: '14–20 November 2026',
        '31 October – 6 November 2026', '26 December 2026 – 1 January 2027'; in Persian with the range word."""
        tight, loose = (f" {self.range_word} ",) * 2 if self.rtl else (DASH, f" {DASH} ")
        end = self.date(last)
        if self.year(first) != self.year(last):
            return f"{self.date(first)}{loose}{end}"
        if self.month(first) != self.month(last):
            return f"{self.day_month(first)}{loose}{end}"
        return f"{self.day_month(first).split(' ')[0]}{tight}{end}"


@lru_cache(maxsize=64)
def _months(code: str, width: Literal["abbreviated", "wide"]) -> dict[int, str]:
    return dict(get_month_names(width, locale=code))


@lru_cache(maxsize=64)
def _weekdays(code: str) -> dict[int, str]:
    return dict(get_day_names("wide", locale=code))


def _jalali_latin(day: dt.date) -> str:
    return str(JalaliDate(day).strftime("%B", locale="en"))
