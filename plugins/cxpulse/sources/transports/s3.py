"""Transport `s3`: objects of an S3-compatible store (Amazon, MinIO, Ceph, ...), each read once and again when it changes.

Connection (type aws): login = access key id, password = secret key; extra: endpoint_url, region_name, session_token.
Without one the machine's own AWS environment or role is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field

from cxpulse.core.errors import ConfigurationError, InputError
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
            fs.get_file(f"{options.root}/{entry.name}", str(target))
        if target.stat().st_size != entry.size:
            raise InputError(f"s3://{options.root}/{entry.name}: {target.stat().st_size} bytes came, {entry.size} were listed: it is being written")

    entries = [
        Entry(name.removeprefix(f"{options.root}/"), int(o["size"]), {"etag": str(o.get("ETag", "")).strip('"'), "size": int(o["size"])})
        for name, o in found.items() if o["type"] == "file" and not name.endswith("/")
    ]  # fmt: skip
    return fetch_new(job, entries, download)


def check(options: Options, link: Link | None) -> str:
    """Lists the folder."""
    with _told(options):
        names = _filesystem(options, link).ls(options.root, detail=False)
    return f"s3://{options.root} answers: {len(names)} names"


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


class _told:
    """Turns what the store's client raises into our errors, without what it may quote of the credentials."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, problem: BaseException | None, _trace: object) -> None:
        where = f"s3://{self._options.root}"
        if isinstance(problem, FileNotFoundError):
            raise InputError(f"{where}: no such bucket or object") from None
        if isinstance(problem, PermissionError) or type(problem).__name__ == "NoCredentialsError":
            raise ConfigurationError(f"{where}: access refused: connection '{self._options.connection}' has wrong credentials or too few rights") from None
        if isinstance(problem, OSError) or type(problem).__module__.startswith(("botocore", "aiobotocore")):
            raise InputError(f"{where}: {type(problem).__name__}: {' '.join(str(problem).split())[:200]}") from None
