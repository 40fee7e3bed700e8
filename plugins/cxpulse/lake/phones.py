"""Telephone numbers in one spelling, so that the same number is the same key in every source."""

from __future__ import annotations

from functools import lru_cache

from cxpulse.core.digits import latin, tidy

KEPT = 65_536  # numbers remembered: files repeat them, and each costs 30 microseconds to read


@lru_cache(maxsize=KEPT)
def e164(text: str, region: str = "") -> str | None:
    """A number in E.164, with ";ext=" and its extension if it has one; None when it is none that a person could be called on.

    region: two letters, whose national spelling is understood; without one only numbers with a country code are read.
    e164("۰۹۱۲ ۳۴۵ ۶۷۸۹", "IR") == "+989123456789" == e164("0098 912 345 6789", "IR"). Source: ITU-T E.164, by libphonenumber.
    """
    import phonenumbers

    plain = latin(tidy(text))
    try:
        number = phonenumbers.parse("+" + plain[2:] if plain.startswith("00") else plain, region or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{whole};ext={number.extension}" if number.extension else whole
