"""Finds every text that a catalogue must have: Phrase(...), msg(...), _(...), ngettext(...) in Python and templates,
and the texts of the metric definitions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import jinja2
from jinja2 import nodes

ROOT = Path(__file__).resolve().parents[1]
FUNCTIONS = {"gettext", "text", "_", "msg", "Phrase", "ngettext", "loose_phrase"}
VARIABLES = {"msgid"}
METRIC_FIELDS = ("title", "short", "question", "denominator", "deduplication", "interval")
Message = tuple[str, str | None]


def strings(node: ast.expr | None) -> list[str]:
    """The string constants that an expression may be: both branches of a conditional, joined literals."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return strings(node.body) + strings(node.orelse)
    return []


def in_python(source: str) -> Iterator[Message]:
    """Messages of one Python file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and any(getattr(t, "id", "") in VARIABLES for t in node.targets):
            yield from ((text, None) for text in strings(node.value))
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in FUNCTIONS or (name == "text" and not isinstance(node.func, ast.Attribute)):
            continue
        if name == "ngettext":
            plural = strings(node.args[1]) if len(node.args) > 1 else []
        else:
            plural = [s for k in node.keywords if k.arg == "msgid_plural" for s in strings(k.value)]
            if name == "Phrase" and len(node.args) > 2:
                plural += strings(node.args[2])
        for text in strings(node.args[0]):
            yield text, plural[0] if plural else None


def in_template(source: str) -> Iterator[Message]:
    """Messages of one template."""
    for call in jinja2.Environment(extensions=["jinja2.ext.do"]).parse(source).find_all(nodes.Call):
        name = getattr(call.node, "name", None) or getattr(call.node, "attr", None)
        texts = [a.value for a in call.args if isinstance(a, nodes.Const) and isinstance(a.value, str)]
        if name in ("_", "gettext", "text", "msg") and texts:
            yield texts[0], None
        if name == "ngettext" and len(texts) >= 2:
            yield texts[0], texts[1]


def in_metrics() -> Iterator[Message]:
    """Texts of the shipped metric definitions that a report prints."""
    import yaml

    for path in sorted((ROOT / "sql" / "metrics").glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield from ((data[f], None) for f in METRIC_FIELDS if data.get(f))


def messages() -> dict[Message, str]:
    """Every message of reports and deliveries with the first file that uses it; the page has its own catalogues."""
    found: dict[Message, str] = {}
    for path in sorted(p for p in (ROOT / "plugins").rglob("*.py") if p.parent.name != "web"):
        for message in in_python(path.read_text(encoding="utf-8")):
            found.setdefault(message, path.relative_to(ROOT).as_posix())
    for path in sorted((ROOT / "templates").rglob("*.j2")):
        for message in in_template(path.read_text(encoding="utf-8")):
            found.setdefault(message, path.relative_to(ROOT).as_posix())
    for message in in_metrics():
        found.setdefault(message, "sql/metrics")
    return found


def page_messages() -> set[str]:
    """Every message that the page in the Airflow UI names where it uses it."""
    folder, found = ROOT / "plugins" / "cxpulse" / "web", set()
    for path in folder.glob("*.j2"):
        found |= {text for text, _ in in_template(path.read_text(encoding="utf-8"))}
    for path in folder.glob("*.py"):
        found |= {text for text, _ in in_python(path.read_text(encoding="utf-8"))}
    return found
