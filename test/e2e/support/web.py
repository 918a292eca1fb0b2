"""Raw HTTP towards the program, without the comforts that would hide what goes over the wire."""
from __future__ import annotations

import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from support.stand_in import SECRET, Answer

TIMEOUT = 60


def request(
    url: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    chunked: bool = False,
) -> Answer:
    """One call on a connection of its own; redirects are not followed."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=TIMEOUT)
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    try:
        pieces = iter([body]) if chunked and body is not None else body
        sent = dict(headers or {}) | ({"Transfer-Encoding": "chunked"} if chunked else {})
        connection.request(method, target, pieces, sent, encode_chunked=chunked)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def signature(body: bytes, secret: str = SECRET) -> str:
    """The value of X-Hub-Signature, as Bitbucket makes it."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def encode(payload: Any) -> bytes:
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
