"""templates/email: HTML and text of mails. Every value is escaped; a name that is not given is an error with its name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError

from cxpulse.catalog.language import Language, plain
from cxpulse.catalog.project import templates_dir
from cxpulse.core.errors import RenderingError
from cxpulse.delivery.words import as_html

FALLBACK_FONTS = "Tahoma, 'Segoe UI', Arial, sans-serif"


def render(name: str, language: Language, **values: Any) -> str:
    """A template of templates/email in a language. `.txt.j2` gives plain text without direction marks.

    Raises RenderingError naming the template and what is missing.
    """
    html = name.endswith(".html.j2")
    given = {
        **values,
        "_": language.gettext,
        "L": language,
        "dir": language.locale.direction,
        "start": "right" if language.locale.rtl else "left",
    }
    try:
        text = _environment(templates_dir() / "email", html).get_template(name).render(given)
    except UndefinedError as problem:
        raise RenderingError(f"templates/email/{name}: {problem}") from problem
    return text if html else plain(text)


@lru_cache(maxsize=8)
def _environment(folder: Path, html: bool) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=html,  # noqa: S701  plain text has nothing to escape
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_marked if html else None,
        keep_trailing_newline=True,
    )


def _marked(value: Any) -> Any:
    """Every text that goes into HTML, with its isolated parts as spans; what is markup already stays."""
    return as_html(value) if type(value) is str else value
