"""Comments that mix directions: Persian with Latin names and numbers, English and Thai with Persian words, marks at the edges."""

from __future__ import annotations

from cxpulse.core.report_model import Comment

_TEXTS = (
    ("complaint", "fa", "اپ Novin Home نسخهٔ 5.2.1 روی iPhone 14 Pro باز نمی‌شود (خطای HTTP 502)."),
    ("complaint", "en", "The courier wrote «فردا می‌آیم» and never came; order 12-345 is still open!"),
    ("complaint", "th", "พนักงานส่งข้อความว่า «سلام» แล้วหายไป เลขพัสดุ TH-2026/11 ยังไม่ถึง"),
    ("complaint", "fa", "قیمت از 1,250,000 به ۱٬۴۹۰٬۰۰۰ ریال رسید؛ چرا؟"),
    ("praise", "en", "100% happy – تشکر!"),
    ("praise", "fa", "Great! تحویل در ۲ ساعت (نه 24 ساعت)، عالی بود."),
    ("praise", "en", "Persian support answered in Persian: «مشکل حل شد، ممنون از صبر شما». Perfect."),
    ("praise", "th", "แอป Novin Home เวอร์ชัน 5.2 ดีมาก ใช้ง่าย 10/10"),
)


def mixed_comments() -> tuple[Comment, ...]:
    """Four complaints and four words of praise."""
    return tuple(
        Comment(text, 2 if side == "complaint" else 9, 10, side, "support", "app", language)
        for side, language, text in _TEXTS
    )
