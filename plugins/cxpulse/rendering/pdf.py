"""The PDF: PDF/A-3a, tagged, with bookmarks and language, the figures inside as a workbook and as JSON.

The same model and language give the same bytes: every date in the file is the model's own.
"""

from __future__ import annotations

import datetime as dt
import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from cxpulse.catalog.brand import Brand
from cxpulse.catalog.language import Language
from cxpulse.core.errors import RenderingError
from cxpulse.core.report_model import ReportModel
from cxpulse.rendering.finishing import finish
from cxpulse.rendering.fonts import font_dir
from cxpulse.rendering.page import LOGO, report_html
from cxpulse.rendering.paper import Paper
from cxpulse.rendering.workbook import render_workbook

VARIANT = "pdf/a-3a"


def render_pdf(
    model: ReportModel,
    language: Language,
    *,
    page_size: str = "A4",
    workbook: bytes | None = None,
    brand: Brand | None = None,
) -> bytes:
    """The report of one model in one language. workbook: figures.xlsx if it is made already; brand: colours and logo.

    Raises RenderingError: a missing translation, an undefined value, something outside the font folder asked for, or
    anything that WeasyPrint warns of.
    """
    from weasyprint import Attachment

    day = dt.datetime.combine(model.published_on, dt.time())
    figures = workbook if workbook is not None else render_workbook(model, language)
    attachments = [
        Attachment(
            string=content, name=name, description=description, created=day, modified=day, relationship="Data"
        )
        for content, name, description in (
            (figures, "figures.xlsx", language.text("The figures of this report")),
            (model.to_json().encode(), "model.json", language.text("This report as data")),
        )
    ]
    brand = brand or Brand()
    html = report_html(Paper(model, language, brand=brand), page_size)
    with no_warnings(), no_collecting():
        document = load(html, brand)
        result: bytes = document.write_pdf(
            finisher=finish,
            pdf_variant=VARIANT,
            attachments=attachments,
            pdf_identifier=model.digest()[:32].encode(),
        )
    return result


def load(html: str, brand: Brand | None = None) -> Any:
    """The HTML as WeasyPrint sees it, able to fetch nothing but the fonts and the brand's logo."""
    from weasyprint import HTML

    logo = brand.picture() if brand else None
    return HTML(string=html, base_url=font_dir().as_uri() + "/", url_fetcher=fonts_only(logo))


def fonts_only(logo: tuple[str, bytes] | None = None) -> Any:
    """A fetcher that serves the vendored font files and refuses everything else: no network, no other file. logo: the media
    type and bytes of the one picture, which was read and checked before."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class FontsOnly(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if logo and url == LOGO:
                return URLFetcherResponse(url, logo[1], {"Content-Type": logo[0]})
            path = Path(url2pathname(urlsplit(url).path)).resolve()
            if urlsplit(url).scheme != "file" or not path.is_relative_to(font_dir()):
                raise ValueError("only the fonts may be read")
            return super().fetch(url, headers)

    return FontsOnly(allowed_protocols={"file", "logo"}, allow_redirects=False, fail_on_errors=True)


@contextmanager
def no_warnings() -> Iterator[None]:
    """Whatever WeasyPrint logs as a warning or worse inside becomes a RenderingError, and so does a refused file."""
    from weasyprint.urls import FatalURLFetchingError

    heard: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    logger, listener = logging.getLogger("weasyprint"), Listener(logging.WARNING)
    level = logger.level
    logger.addHandler(listener)
    logger.setLevel(logging.WARNING)
    try:
        yield
    except FatalURLFetchingError as refused:
        raise RenderingError(f"the report may read only its fonts: {str(refused)[:200]}") from None
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)
    if heard:
        raise RenderingError("WeasyPrint warned: " + "; ".join(heard[:5]))


@contextmanager
def no_collecting() -> Iterator[None]:
    """Pauses Python's search for garbage, which takes an eighth of the time: a layout makes a few hundred thousand objects
    that all live until the page is written."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
