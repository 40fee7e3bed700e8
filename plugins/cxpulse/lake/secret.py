"""The key of the pseudonyms: $CXPULSE_PSEUDONYM_KEY, or a file that only its owner can read, made on first use."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cxpulse.core.errors import ConfigurationError

VARIABLE = "CXPULSE_PSEUDONYM_KEY"
_SHORTEST = 16


def pseudonym_key(local_root: Path) -> bytes:
    """The key. Losing it means that a person gets a new pseudonym: back it up apart from the data.

    Raises ConfigurationError when it is too short, or its file can be read by others.
    """
    if named := os.environ.get(VARIABLE):
        return _checked(named.encode(), f"${VARIABLE}")
    path = local_root / "pseudonym.key"
    if not path.exists():
        local_root.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_hex(32))
    if path.stat().st_mode & 0o077:
        raise ConfigurationError(f"{path}: others can read the key of the pseudonyms; run: chmod 600 {path}")
    return _checked(path.read_bytes().strip(), str(path))


def _checked(key: bytes, where: str) -> bytes:
    if len(key) < _SHORTEST:
        raise ConfigurationError(f"{where}: the key of the pseudonyms has {len(key)} characters; it needs {_SHORTEST} or more")
    return key
