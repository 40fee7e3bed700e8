"""Transport `sftp`: files of an SSH server, each read once and again when it changes. The server's key is always checked.

Connection (type sftp): host, port, login, password; extra: how the server is known, one of
  fingerprint   "SHA256:..." as ssh-keygen -lf prints it
  host_key      "ssh-ed25519 AAAA..." as the server's .pub file holds it
  known_hosts   path of an OpenSSH known_hosts file
and, instead of a password, key_file (path) or private_key (text), with the connection's password as its passphrase.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from cxpulse.core.errors import ConfigurationError, CXPulseError, InputError, Unreachable
from cxpulse.sources.remote.contract import ConnectionName, Fetched, Job, Link, RemoteOptions, needed
from cxpulse.sources.remote.listing import Entry, fetch_new

DEEPEST = 8
LONGEST_SECONDS = 6 * 3600.0
"""Of one download; a silent line is noticed within a minute."""


class Options(RemoteOptions):
    """folder: on the server; the source's path is below it."""

    connection: ConnectionName = "cx_sftp"
    folder: str = "."


def fetch(job: Job) -> Fetched:
    """Downloads new and changed files. Raises InputError (no answer, no such folder), ConfigurationError (refused, unknown key)."""
    options, link = job.options, job.need()
    root = options.folder.rstrip("/") or "/"
    entries = _run(options, link, lambda sftp: _walk(sftp, root))

    def download(entry: Entry, target: Path) -> None:
        async def get(sftp: Any) -> int:
            await sftp.get(f"{root}/{entry.name}", str(target))
            return int((await sftp.stat(f"{root}/{entry.name}")).size or 0)

        now_there = _run(options, link, get)
        if not target.stat().st_size == now_there == entry.size:
            raise Unreachable(f"{_where(options, link)}/{entry.name}: it grew from {entry.size} to {now_there} bytes while it was read: it is being written")

    return fetch_new(job, entries, download)


def check(options: Options, link: Link | None) -> str:
    """Logs in and lists the folder."""
    link = needed(link, options.connection)
    names = _run(options, link, lambda sftp: sftp.listdir(options.folder))
    return f"{_where(options, link)} answers: {len(set(names) - {'.', '..'})} names"


def _run(options: Options, link: Link, work: Callable[[Any], Any]) -> Any:
    """Does `work` on an SFTP session of its own; a broken line is tried again, with longer pauses."""

    async def tries() -> Any:
        for attempt in range(options.retries + 1):
            try:
                return await asyncio.wait_for(once(), LONGEST_SECONDS)
            except (OSError, TimeoutError, _lost()) as problem:
                if isinstance(problem, _final()) or attempt == options.retries:
                    raise _told(options, link, problem, attempt + 1) from None
            await asyncio.sleep(options.backoff_seconds * 2**attempt)

    async def once() -> Any:
        async with _session(options, link) as sftp:
            return await work(sftp)

    return asyncio.run(tries())


@asynccontextmanager
async def _session(options: Options, link: Link) -> AsyncIterator[Any]:
    import asyncssh

    known, client = _trusted(link, options.connection)
    keys = _keys(link)
    seconds = options.timeout_seconds
    async with asyncssh.connect(
        link.host, link.port or 22, username=link.login, password=None if keys else link.password, client_keys=keys, known_hosts=known,
        client_factory=client, config=None, agent_path=None, connect_timeout=seconds, login_timeout=seconds, keepalive_interval=15,
    ) as connection, connection.start_sftp_client() as sftp:  # fmt: skip
        yield sftp


def _trusted(link: Link, name: str) -> tuple[Any, Any]:
    """What asyncssh checks the server's key against: a list of known hosts, or a client that compares the fingerprint."""
    import asyncssh

    extra = link.extra
    if extra.get("known_hosts"):
        return str(extra["known_hosts"]), None
    wanted = str(extra.get("fingerprint", "")).strip()
    try:
        if extra.get("host_key"):
            wanted = asyncssh.import_public_key(str(extra["host_key"])).get_fingerprint()
    except asyncssh.KeyImportError:
        raise ConfigurationError(f"connection '{name}': extra host_key is no public key; expected a line such as 'ssh-ed25519 AAAA...'") from None
    if not wanted:
        raise ConfigurationError(
            f"connection '{name}': its extra does not say how the server is known: give fingerprint, host_key or known_hosts "
            f"(ssh-keyscan {link.host} | ssh-keygen -lf - shows the fingerprint; compare it with what the server's owner says)"
        )

    class Client(asyncssh.SSHClient):
        def validate_host_public_key(self, host: str, addr: str, port: int, key: Any) -> bool:
            return bool(key.get_fingerprint() == wanted)

    return b"", Client


def _keys(link: Link) -> Any:
    """Private keys to log in with; none means the password."""
    import asyncssh

    extra = link.extra
    if extra.get("private_key"):
        return [asyncssh.import_private_key(str(extra["private_key"]), link.password or None)]
    if extra.get("key_file"):
        return [asyncssh.read_private_key(str(extra["key_file"]), link.password or None)]
    return None


async def _walk(sftp: Any, folder: str, below: str = "", depth: int = 0) -> list[Entry]:
    found: list[Entry] = []
    for one in await sftp.readdir(f"{folder}/{below}".rstrip("/")):
        name, attributes = str(one.filename), one.attrs
        if name in {".", ".."}:
            continue
        if attributes.type == 2 and depth < DEEPEST:  # a directory
            found += await _walk(sftp, folder, f"{below}{name}/", depth + 1)
        elif attributes.type == 1:  # a regular file; links are not followed
            size, changed = int(attributes.size or 0), int(attributes.mtime or 0)
            found.append(Entry(f"{below}{name}", size, {"size": size, "changed": changed}))
    return found


def _lost() -> type[Exception]:
    import asyncssh

    return asyncssh.Error


def _final() -> tuple[type[Exception], ...]:
    """Another try gives the same."""
    import asyncssh

    return (asyncssh.PermissionDenied, asyncssh.HostKeyNotVerifiable, asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath, asyncssh.SFTPPermissionDenied)


def _told(options: Options, link: Link, problem: BaseException, tries: int) -> CXPulseError:
    import asyncssh

    where = _where(options, link)
    if isinstance(problem, asyncssh.HostKeyNotVerifiable):
        return ConfigurationError(
            f"{where}: the server's key is not the one that connection '{options.connection}' names: not connected. "
            "Ask the server's owner whether it was changed; nothing was sent to it"
        )
    if isinstance(problem, (asyncssh.PermissionDenied, asyncssh.SFTPPermissionDenied)):
        return ConfigurationError(f"{where}: access refused: connection '{options.connection}' has wrong credentials or too few rights")
    if isinstance(problem, (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath)):
        return InputError(f"{where}: no such folder or file")
    return Unreachable(f"{where}: {type(problem).__name__}: the line broke or nobody answered ({tries} tries)")


def _where(options: Options, link: Link) -> str:
    return f"sftp://{link.host}:{link.port or 22}/{options.folder}"
