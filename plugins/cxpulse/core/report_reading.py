"""The inverse of `ReportModel.to_json`: a saved report as the typed model again, so that what was archived is what is sent."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import json
import re
import types
import typing
from functools import lru_cache
from typing import Any

from cxpulse.core.errors import InputError
from cxpulse.core.phrases import Named, Phrase, Term, Value
from cxpulse.core.report_model import ReportModel

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_model(text: str) -> ReportModel:
    """The model that `to_json` wrote: read_model(model.to_json()).digest() == model.digest().

    Raises InputError for a text that no version of this program wrote, naming the field.
    """
    try:
        model: ReportModel = _read(ReportModel, json.loads(text), "report")
    except (KeyError, TypeError, ValueError) as problem:
        raise InputError(f"this is no saved report: {problem}") from problem
    return model


def _read(kind: Any, data: Any, where: str) -> Any:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _one_of(typing.get_args(kind), data, where)
    if origin is tuple:
        return _tuple(typing.get_args(kind), data, where)
    if origin is dict:
        inner = typing.get_args(kind)[1]
        return {key: _read(inner, value, f"{where}.{key}") for key, value in data.items()}
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, data, where)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return kind(data)
    if kind is dt.date:
        return dt.date.fromisoformat(data)
    return data  # a whole number in a float's place stays one: the hash is of the text


def _one_of(kinds: tuple[Any, ...], data: Any, where: str) -> Any:
    if data is None:
        return None
    real = [k for k in kinds if k is not types.NoneType]
    return _read(real[0], data, where) if len(real) == 1 else _phrase_value(data, where)


def _phrase_value(data: Any, where: str) -> Any:
    """A value inside a phrase: what it was shows in its fields; a text that is a day was a day."""
    if isinstance(data, dict):
        kind = Phrase if "msgid" in data else Term if "kind" in data else Named if "names" in data else Value
        return _record(kind, data, where)
    return dt.date.fromisoformat(data) if isinstance(data, str) and _DAY.fullmatch(data) else data


def _tuple(kinds: tuple[Any, ...], data: Any, where: str) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_read(kinds[0], value, f"{where}[{at}]") for at, value in enumerate(data))
    return tuple(_read(kind, value, where) for kind, value in zip(kinds, data, strict=True))


def _record(kind: type, data: Any, where: str) -> Any:
    if not isinstance(data, dict):
        raise TypeError(f"{where}: expected the fields of {kind.__name__}, found {data!r:.60}")
    hints = _hints(kind)
    unknown = sorted(set(data) - set(hints))
    if unknown:
        raise KeyError(f"{where}.{unknown[0]} is unknown")
    return kind(**{name: _read(hints[name], value, f"{where}.{name}") for name, value in data.items()})


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


REWORDED = {
    "It shows in %(n)s related figure too, whose story is told here.": (
        "%(n)s related figure worsened with it; this alert stands for that one too.",
        "%(n)s related figures worsened with it; this alert stands for them too.",
    ),
}
"""Sentences of findings that older versions kept -> what they are said with now, singular and plural: catalogues have these."""


def read_phrase(data: Any) -> Phrase:
    """A phrase that was saved as JSON, in the words of now. Raises InputError naming the field."""
    try:
        phrase: Phrase = _record(Phrase, dict(data), "phrase")
        one, many = REWORDED.get(phrase.msgid, (phrase.msgid, phrase.msgid_plural))
        phrase = dataclasses.replace(phrase, msgid=one, msgid_plural=many)
    except (KeyError, TypeError, ValueError) as problem:
        raise InputError(f"this is no saved phrase: {problem}") from problem
    return phrase
