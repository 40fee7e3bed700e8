"""The data root, local or in an object store: whole files in, whole files out, never half a file in sight."""

from __future__ import annotations

import errno
import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Store:
    """root: a local folder, or an object store URL such as s3://bucket/cxpulse. Paths inside it use '/'."""

    root: str

    @property
    def is_local(self) -> bool:
        """False for an object store."""
        return "://" not in self.root

    def at(self, path: str) -> str:
        """Full name of a path, as DuckDB reads it."""
        return f"{self.root.rstrip('/')}/{path}"

    def filesystem(self) -> Any:
        """The fsspec file system of an object store."""
        import fsspec

        return fsspec.core.url_to_fs(self.root)[0]

    def register(self, con: duckdb.DuckDBPyConnection) -> None:
        """Lets DuckDB read from the object store (its own extension needs no download)."""
        if not self.is_local:
            con.register_filesystem(self.filesystem())

    def exists(self, path: str) -> bool:
        """True when the file is there."""
        if self.is_local:
            return Path(self.at(path)).is_file()
        return bool(self.filesystem().exists(self.at(path)))

    def put(self, path: str, content: bytes) -> None:
        """Writes one file aside and puts it in place in one step: os.replace, or one PUT."""
        if not self.is_local:
            self.filesystem().pipe_file(self.at(path), content)
            return
        target = Path(self.at(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
        try:
            aside.write_bytes(content)
            os.replace(aside, target)
        finally:
            aside.unlink(missing_ok=True)

    def put_file(self, path: str, made: Path) -> None:
        """Puts a file that was written elsewhere in place in one step: it is moved, or sent with one PUT."""
        if not self.is_local:
            self.filesystem().put_file(str(made), self.at(path))
            return
        target = Path(self.at(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.replace(made, target)
        except OSError as problem:
            if problem.errno != errno.EXDEV:  # else another file system: copied beside it first
                raise
            aside = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
            try:
                shutil.copyfile(made, aside)
                os.replace(aside, target)
            finally:
                aside.unlink(missing_ok=True)

    def get(self, path: str) -> bytes:
        """One whole file. Raises FileNotFoundError."""
        return Path(self.at(path)).read_bytes() if self.is_local else bytes(self.filesystem().cat_file(self.at(path)))

    def remove(self, path: str) -> None:
        """Removes one file; one that is not there is no error."""
        if self.is_local:
            Path(self.at(path)).unlink(missing_ok=True)
        elif self.exists(path):
            self.filesystem().rm_file(self.at(path))

    def names(self, folder: str) -> list[str]:
        """Names of the files in one folder, sorted; files written aside are not shown."""
        if self.is_local:
            path = Path(self.at(folder))
            found = [p.name for p in path.iterdir() if p.is_file()] if path.is_dir() else []
        else:
            fs = self.filesystem()
            fs.invalidate_cache()
            full = self.at(folder)
            found = [str(p["name"]).rsplit("/", 1)[-1] for p in fs.ls(full, detail=True) if p["type"] == "file"] if fs.isdir(full) else []
        return sorted(n for n in found if not n.startswith("."))


def lake_store(data_root: str, local_root: Path) -> Store:
    """The store of the settings: the URL as it is, or the local folder."""
    return Store(data_root if "://" in data_root else str(local_root))
