"""One file per transport, picked by name from this folder.

A local one has `find(root, pattern, options)`: the files there are. A remote one has `Options`, `fetch(job)` and
`check(options, link)` (see sources/remote/contract.py): it brings what is new since the marks of the last run.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Any

from cxpulse.catalog.yaml_files import checked
from cxpulse.core.errors import ConfigurationError
from cxpulse.sources.remote.contract import Fetched, Job, Link, Options

NEEDS = {"s3fs": "s3", "asyncssh": "sftp"}
"""Packages that only one transport needs -> the extra that installs them."""


def transport_names() -> list[str]:
    """Every transport there is."""
    return sorted(m.name for m in pkgutil.iter_modules(__path__))


def is_remote(transport: str) -> bool:
    """True when the files have to be fetched. Raises ConfigurationError for an unknown transport."""
    return hasattr(_module(transport), "fetch")


def find_files(transport: str, root: Path, pattern: str, options: dict[str, Any]) -> list[Path]:
    """The local paths of a source's files, oldest name first. Raises ConfigurationError for an unknown transport."""
    found: list[Path] = _module(transport).find(root, pattern, options)
    return found


def options_of(where: str, transport: str, options: dict[str, Any]) -> Any:
    """A source's options as its transport's model. Raises ConfigurationError naming `where` and the field options.<name>."""
    model: type[Options] = getattr(_module(transport), "Options", Options)
    return checked(where, model, options, "options")


def fetch(transport: str, job: Job) -> Fetched:
    """Brings the new files of a source. Raises InputError, ConfigurationError: nothing could be had at all."""
    try:
        fetched: Fetched = _module(transport).fetch(job)
    except ModuleNotFoundError as problem:
        raise _not_installed(transport, problem) from None
    return fetched


def check(transport: str, options: Any, link: Link | None) -> str:
    """Tries a source's connection and tells what answered. Raises InputError, ConfigurationError."""
    try:
        return str(_module(transport).check(options, link))
    except ModuleNotFoundError as problem:
        raise _not_installed(transport, problem) from None


def _module(transport: str) -> ModuleType:
    known = transport_names()
    if transport not in known:
        raise ConfigurationError(f"no transport named '{transport}'; there are: {', '.join(known)}")
    return importlib.import_module(f"{__name__}.{transport}")


def _not_installed(transport: str, problem: ModuleNotFoundError) -> ConfigurationError:
    extra = NEEDS.get((problem.name or "").partition(".")[0])
    how = f"install it: uv pip install '.[{extra}]'" if extra else "install it into the environment"
    return ConfigurationError(f"transport {transport} needs the package '{problem.name}', which is not installed; {how}")
