"""A real SSH server with SFTP on loopback, over a folder."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from pathlib import Path
from typing import Any

import asyncssh

USER, PASSWORD = "novin", "sftp-secret"


class _Login(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)


class SshServer:
    """breaks: so many downloads lose the line in the middle."""

    def __init__(self, folder: Path, login_key: Any = None) -> None:
        self.folder, self.breaks = folder, 0
        self.key = asyncssh.generate_private_key("ssh-ed25519")
        self._login_key, self._loop, self._ready = login_key, asyncio.new_event_loop(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait(10)

    def _run(self) -> None:
        outer = self

        class Files(asyncssh.SFTPServer):
            def __init__(self, channel: Any) -> None:
                super().__init__(channel, chroot=str(outer.folder))

            def read(self, file: Any, offset: int, size: int) -> Any:
                large = os.fstat(file.fileno()).st_size > 1000
                if outer.breaks and large and offset == 0:
                    return super().read(file, 0, 1000)
                if outer.breaks and large:
                    outer.breaks -= 1
                    self.channel.get_connection().abort()
                    raise asyncssh.SFTPConnectionLost("gone")
                return super().read(file, offset, size)

        async def start() -> None:
            allowed = {"authorized_client_keys": asyncssh.import_authorized_keys(self._login_key.export_public_key().decode())} if self._login_key else {}
            self._server = await asyncssh.listen("127.0.0.1", 0, server_factory=_Login, server_host_keys=[self.key], sftp_factory=Files, **allowed)
            self.port = self._server.get_port()
            self._ready.set()

        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(start())
        self._loop.run_forever()

    def connection(self, **extra: Any) -> str:
        """What AIRFLOW_CONN_... holds; by default the server is known by its fingerprint."""
        known = extra.pop("known", {"fingerprint": self.key.get_fingerprint()})
        given = {"conn_type": "sftp", "host": "127.0.0.1", "port": self.port, "login": USER, "password": PASSWORD}
        return json.dumps({**given, **{k: v for k, v in extra.items() if k in given}, "extra": {**known, **{k: v for k, v in extra.items() if k not in given}}})

    def close(self) -> None:
        async def stop() -> None:
            self._server.close()
            await self._server.wait_closed()

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
