"""YAML to frozen, checked objects: a wrong key or value is an error that names the file and the field."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from cxpulse.core.errors import ConfigurationError


class Frozen(BaseModel):
    """Base of all catalogue entries: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"'{value}' is no time zone; use a name such as Asia/Tehran") from None
    return value


Zone = Annotated[str, AfterValidator(_known_zone)]
"""Name of a time zone that exists."""

M = TypeVar("M", bound=BaseModel)


def load_yaml(path: Path, model: type[M], **given: Any) -> M:
    """Reads one YAML file into `model`; `given` adds fields that come from the path (name=...).

    Raises ConfigurationError: no such file, not YAML (with the line), or fields that do not fit (each by name).
    """
    try:
        data = _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise ConfigurationError(f"{path}: no such file") from None
    if not isinstance(data, dict):
        raise ConfigurationError(f"{path}: expected 'key: value' lines, found {type(data).__name__}")
    return checked(str(path), model, {**data, **given})


def checked(where: str, model: type[M], data: dict[str, Any], under: str = "") -> M:
    """Data as a `model`. Raises ConfigurationError that names `where` and each wrong field; `under`: the field that holds the data."""
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        raise ConfigurationError(f"{where}: " + "; ".join(_explain(e, under) for e in problem.errors())) from None


@lru_cache(maxsize=512)
def _read(path: Path, _modified: int) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise ConfigurationError(f"{path}{where}: not valid YAML: {getattr(problem, 'problem', problem)}") from None


def _explain(error: Any, under: str) -> str:
    field = ".".join(str(part) for part in ((under,) if under else ()) + error["loc"]) or "(file)"
    if error["type"] == "extra_forbidden":
        return f"unknown field '{field}'"
    if error["type"] == "missing":
        return f"field '{field}' is missing"
    return f"field '{field}': {error['msg']} (found {error['input']!r})"


def names_in(folder: Path, suffix: str = ".yaml") -> list[str]:
    """The names that a folder offers, sorted: the stems of its files with that suffix."""
    return sorted(p.name.removesuffix(suffix) for p in folder.glob(f"*{suffix}"))


def pick(folder: Path, name: str, kind: str, suffix: str = ".yaml") -> Path:
    """The file of one name in a folder, checked against its listing (so a name can never point elsewhere).

    Raises ConfigurationError that lists what there is.
    """
    known = names_in(folder, suffix)
    if name not in known:
        raise ConfigurationError(f"no {kind} named '{name}' in {folder}; there are: {', '.join(known) or 'none'}")
    return folder / f"{name}{suffix}"
