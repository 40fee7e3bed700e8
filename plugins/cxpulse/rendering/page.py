"""The model and a language become HTML: one template set, a section a file, undefined values are errors."""

from __future__ import annotations

import importlib
from dataclasses import replace
from functools import lru_cache
from typing import Any

import jinja2
from markupsafe import Markup

from cxpulse.catalog.project import templates_dir
from cxpulse.catalog.yaml_files import names_in
from cxpulse.core.errors import RenderingError
from cxpulse.core.report_model import ReportModel
from cxpulse.rendering.finishing import split_sara_am
from cxpulse.rendering.fit import THREE, blocks, column_widths, heights, shown_rows
from cxpulse.rendering.fonts import font_faces
from cxpulse.rendering.paper import Paper

LOGO = "logo:"  # stands for the picture that `pdf.load` hands over
PAPERS = {"A4": ("14mm", 0.0), "letter": ("16.93mm", 66.5)}  # margins that leave 688 pixels; pixels lower than A4
_TYPE = {
    "fa": {"line": 1.7, "small_line": 1.6, "h1": 20, "h1_line": 1.55},
    "th": {"line": 1.58, "small_line": 1.5, "h1": 19.5, "h1_line": 1.5},
}
_TYPE_ELSE = {"line": 1.45, "small_line": 1.42, "h1": 21, "h1_line": 1.25}


@lru_cache(maxsize=2)
def _environment(escape: bool) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_dir()),
        autoescape=escape,  # noqa: S701 - off for style sheets only, whose texts go through _css_text
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.do"],
        trim_blocks=True,
    )


def section_names(model: ReportModel) -> list[str]:
    """The sections in order, as the report's configuration names them.

    Raises RenderingError for a section that does not exist, listing those that do.
    """
    known = names_in(templates_dir() / "report" / "sections", ".html.j2")
    unknown = [s for s in model.sections if s not in known]
    if unknown:
        raise RenderingError(f"no report section named {unknown[0]!r}; there are: {', '.join(known)}")
    return list(model.sections)


def sections_of(paper: Paper) -> list[dict[str, Any]]:
    """Each section's title, template and values (None: nothing to show, its one line instead)."""
    out = []
    for name in section_names(paper.model):
        module = importlib.import_module(f"cxpulse.rendering.sections.{name}")
        out.append(
            {
                "name": name,
                "title": paper.language.text(module.TITLE),
                "empty": module.empty(paper) if hasattr(module, "empty") else paper.language.text(module.EMPTY),
                "template": f"report/sections/{name}.html.j2",
                "view": module.view(paper),
                "blocks": getattr(module, "blocks", None),
            }
        )
    return out


def fitted_sections(paper: Paper, story: dict[str, str], page_size: str = "A4") -> list[dict[str, Any]]:
    """The sections, drawn once to know their size and again without lonely rows and with the heights that fill the pages."""
    kind, less = _TYPE.get(paper.language.code, _TYPE_ELSE), PAPERS[page_size][1]
    found = blocks(story, sections_of(paper), kind)
    if rows := shown_rows(found, less):
        paper = replace(paper, rows=rows)
        found = blocks(story, sections_of(paper), kind)
    return sections_of(replace(paper, heights=heights(found, less)))


def style(paper: Paper, files: tuple[str, ...], page_size: str = "A4") -> Markup:
    """The stylesheet of one language: fonts, variables, pages, elements."""
    language, model = paper.language, paper.model
    values = {
        "L": language,
        "faces": font_faces(),
        "fonts": language.fonts,
        "brand": paper.brand,
        "type": _TYPE.get(language.code, _TYPE_ELSE),
        "page_size": page_size,
        "side": PAPERS[page_size][0],
        "running": _css_text(f"{paper.company} · {report_title(paper)}"),
        "page_word": _css_text(language.text("Page")),
        "of_word": _css_text(language.text("of")),
        "internal": _css_text(language.text("Internal")),
        "week": _css_text(language.week_range(model.week, model.last_day)),
    }
    environment = _environment(False)
    sheets = (environment.get_template(f"css/{name}.css.j2").render(**values) for name in files)
    return Markup("\n".join(sheets))  # noqa: S704 - our own style sheets


def _css_text(text: str) -> str:
    """Text inside a CSS string in a <style> element: no quote, backslash, line end or tag can end it."""
    return "".join(ch if ch not in '"\\<>\n\r' else f"\\{ord(ch):06x}" for ch in text)


def report_title(paper: Paper) -> str:
    """The report's name."""
    return paper.language.text("Weekly customer experience report")


def common(paper: Paper) -> dict[str, Any]:
    """What report and card both show."""
    language, model = paper.language, paper.model
    return {
        "L": language,
        "_": language.gettext,
        "ngettext": language.ngettext,
        "company": paper.company,
        "logo": LOGO if paper.brand.logo else "",
        "report_title": report_title(paper),
        "week": language.week_range(model.week, model.last_day),
        "audience": paper.segment(model.segment) if model.segment else "",
        "headline": language.say(model.headline),
    }


def render(template: str, values: dict[str, Any]) -> str:
    """One template with its values. Raises RenderingError naming an undefined value and the template."""
    try:
        html = _environment(True).get_template(template).render(**values)
    except jinja2.UndefinedError as problem:
        raise RenderingError(f"{template}: {problem}") from None
    head, body = html.split("<body", 1)
    return head + "<body" + split_sara_am(body)


def report_html(paper: Paper, page_size: str = "A4") -> str:
    """The whole report as HTML."""
    language, model = paper.language, paper.model
    story = {name: language.say(getattr(model, name)) for name in ("lead", "changed", "why", "ask")}
    values = {
        **common(paper),
        **story,
        "widths": dict(zip(THREE, column_widths([story[k] for k in THREE]), strict=True)),
        "stamp": f"{model.published_on.isoformat()}T00:00:00Z",
        "css": style(paper, ("fonts", "variables", "pages", "elements"), page_size),
        "sections": fitted_sections(paper, {**story, "headline": language.say(model.headline)}, page_size),
    }
    return render("report/report.html.j2", values)
