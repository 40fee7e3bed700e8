"""Transport `s3`: objects of an S3-compatible store (Amazon, MinIO, Ceph, ...), each read once and again when it changes.

Connection (type aws): login = access key id, password = secret key; extra: endpoint_url, region_name, session_token.
Without one the machine's own AWS environment or role is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import Field

from cxpulse.core.errors import ConfigurationError, InputError, Unreachable
from cxpulse.sources.remote.contract import ConnectionName, Fetched, Job, Link, RemoteOptions
from cxpulse.sources.remote.listing import Entry, fetch_new


class Options(RemoteOptions):
    """bucket, and the prefix (a folder in it) that the source's path is below."""

    connection: ConnectionName = "cx_s3"
    bucket: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
    prefix: str = ""

    @property
    def root(self) -> str:
        """bucket/prefix, without a slash at its end."""
        return f"{self.bucket}/{self.prefix.strip('/')}".rstrip("/")


def fetch(job: Job) -> Fetched:
    """Downloads new and changed objects. Raises InputError (no such bucket, no answer), ConfigurationError (refused)."""
    options: Options = job.options
    with _told(options):
        fs = _filesystem(options, job.link)
        found: dict[str, Any] = fs.find(options.root, detail=True)

    def download(entry: Entry, target: Path) -> None:
        with _told(options):
            fs.get_file(f"{options.root}/{entry.name}", str(target))  # resumes a broken body by range
            now_there = _version(fs.info(f"{options.root}/{entry.name}", refresh=True))
        if now_there != entry.version or target.stat().st_size != entry.size:
            raise Unreachable(f"s3://{options.root}/{entry.name}: it became another object while it was read; a later run reads it")

    entries = [
        Entry(name.removeprefix(f"{options.root}/"), int(o["size"]), _version(o))
        for name, o in found.items() if o["type"] == "file" and not name.endswith("/")
    ]  # fmt: skip
    return fetch_new(job, entries, download)


def check(options: Options, link: Link | None) -> str:
    """Lists the folder."""
    with _told(options):
        names = _filesystem(options, link).ls(options.root, detail=False)
    return f"s3://{options.root} answers: {len(names)} names"


def _version(found: dict[str, Any]) -> dict[str, Any]:
    return {"etag": str(found.get("ETag", "")).strip('"'), "size": int(found["size"])}


def _filesystem(options: Options, link: Link | None) -> Any:
    import s3fs

    extra = link.extra if link else {}
    client = {k: extra[k] for k in ("endpoint_url", "region_name") if extra.get(k)}
    return s3fs.S3FileSystem(
        key=(link and link.login) or None, secret=(link and link.password) or None, token=extra.get("session_token"),
        client_kwargs=client, skip_instance_cache=True, use_listings_cache=False,
        config_kwargs={
            "connect_timeout": min(10, options.timeout_seconds), "read_timeout": options.timeout_seconds,
            "retries": {"max_attempts": options.retries + 1, "mode": "standard"},
        },
    )  # fmt: skip


@contextmanager
def _told(options: Options) -> Iterator[None]:
    """Turns what the store's client raises into our errors; they never quote a secret key."""
    where = f"s3://{options.root}"
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{where}: no such bucket or object") from None
    except PermissionError:
        raise _refused(where, options) from None
    except Exception as problem:
        if type(problem).__name__ == "NoCredentialsError":
            raise _refused(where, options) from None
        if not isinstance(problem, OSError) and not type(problem).__module__.startswith(("botocore", "aiobotocore", "aiohttp")):
            raise
        raise Unreachable(f"{where}: {type(problem).__name__}: {' '.join(str(problem).split())[:200]}") from None


def _refused(where: str, options: Options) -> ConfigurationError:
    return ConfigurationError(f"{where}: access refused: connection '{options.connection}' has wrong credentials or too few rights")
