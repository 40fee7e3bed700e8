"""Raw exports, unchanged, under the hash of their content: raw/<first two>/<sha256><ending>."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from pathlib import Path

from cxpulse.lake.store import Store

_CHUNK = 1 << 22


def sha256_of(path: Path) -> str:
    """Hash of a file's content, 64 hex characters."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def archived(store: Store, sha: str, target: Path) -> Path | None:
    """Puts an archived file at `target` (a second name for it, or a copy); None when the archive does not hold it any more."""
    inside = next((f"raw/{sha[:2]}/{name}" for name in store.names(f"raw/{sha[:2]}") if name.startswith(sha)), None)
    if inside is None:
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    if not store.is_local:
        store.filesystem().get_file(store.at(inside), str(target))
        return target
    try:
        os.link(store.at(inside), target)
    except OSError:  # another file system
        shutil.copyfile(store.at(inside), target)
    return target


def keep_raw(store: Store, path: Path, sha: str) -> str:
    """Archives a file once; gives its path inside the store. Only the owner may read it: it holds personal data."""
    inside = f"raw/{sha[:2]}/{sha}{path.suffix.lower()}"
    if store.exists(inside):
        return inside
    if not store.is_local:
        store.filesystem().put_file(str(path), store.at(inside))
        return inside
    target = Path(store.at(inside))
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
    shutil.copyfile(path, aside)
    aside.chmod(0o600)
    os.replace(aside, target)
    return inside
