"""A real S3 API on loopback (moto's server), with a bucket."""

from __future__ import annotations

import json
from typing import Any

import boto3
import httpx
from moto.server import ThreadedMotoServer

from fakes.http_server import Reply, Request

BUCKET = "novin-exports"


class S3:
    """put() and delete() objects; `connection` is what AIRFLOW_CONN_... holds."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.endpoint = f"http://{host}:{port}"
        self.client: Any = boto3.client(
            "s3", endpoint_url=self.endpoint, region_name="us-east-1", aws_access_key_id="novin", aws_secret_access_key="s3-secret"
        )
        self.client.create_bucket(Bucket=BUCKET)

    @property
    def connection(self) -> str:
        extra = {"endpoint_url": self.endpoint, "region_name": "us-east-1"}
        return json.dumps({"conn_type": "aws", "login": "novin", "password": "s3-secret", "extra": extra})

    def put(self, key: str, text: str) -> None:
        self.client.put_object(Bucket=BUCKET, Key=key, Body=text.encode())

    def forward(self, request: Request) -> Reply:
        """The store's own answer to a request that came to another server."""
        headers = {k: v for k, v in request.headers.items() if k not in {"host", "content-length"}}
        with httpx.Client() as client:
            found = client.request(request.method, f"{self.endpoint}{request.path}", params=request.query, headers=headers)
        kept = {k: v for k, v in found.headers.items() if k in {"etag", "last-modified", "content-type", "content-length", "content-range"}}
        return Reply(found.content, found.status_code, kept)

    def close(self) -> None:
        self._server.stop()
