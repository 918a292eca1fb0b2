"""One webhook call: signed, posted once, never repeated, as Bitbucket does it."""
from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import ssl
import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from webhooks import Webhook

TIMEOUT_SECONDS = 10
MAX_RESPONSE = 1 << 16
PING = "diagnostics:ping"


@dataclass
class Call:
    """What is to be posted to a webhook's address."""

    webhook: Webhook
    event: str
    repository: dict[str, Any] | None  # id, project, slug; None for a ping
    headers: dict[str, str]
    body: bytes


def event_call(webhook: Webhook, event: str, repository: dict[str, Any] | None, payload: dict[str, Any]) -> Call:
    """A call with the headers that Bitbucket sends; signed when the webhook has a secret, save for a ping."""
    body = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode(errors="replace")
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Event-Key": event,
        "X-Request-Id": str(uuid.uuid4()),
    }
    if webhook.secret and event != PING:
        headers["X-Hub-Signature"] = signature(webhook.secret, body)
    if webhook.username:
        credentials = base64.b64encode(f"{webhook.username}:{webhook.password}".encode()).decode()
        headers["Authorization"] = f"Basic {credentials}"
    return Call(webhook, event, repository, headers, body)


def signature(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def log_entry(call: Call) -> dict[str, Any]:
    """The call as the log shows it; credentials left out."""
    return {
        "webhook": call.webhook.id,
        "event": call.event,
        "repository": call.repository,
        "url": call.webhook.url,
        "headers": {k: "***" if k == "Authorization" else v for k, v in call.headers.items()},
        "body": call.body.decode(),
        "start": int(time.time() * 1000),
        "duration_ms": None,
        "outcome": None,  # SUCCESS: 2xx; FAILURE: another answer; ERROR: none; DROPPED: never sent
        "status": None,
        "response": None,
    }


def post(call: Call) -> dict[str, Any]:
    """Send the call now; the log entry says how it ended."""
    entry = log_entry(call)
    started = time.monotonic()
    try:
        status, text = _exchange(call)
        outcome = "SUCCESS" if 200 <= status < 300 else "FAILURE"
        entry |= {"outcome": outcome, "status": status, "response": text}
    except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: an address that is none
        entry |= {"outcome": "ERROR", "response": f"{type(error).__name__}: {error}"}
    entry["duration_ms"] = int((time.monotonic() - started) * 1000)
    return entry


def _exchange(call: Call) -> tuple[int, str]:
    """Direct, without the environment's proxies; redirects are not followed."""
    address = urlsplit(call.webhook.url)
    connection = _connection(address.scheme, address.hostname or "", address.port, call.webhook.verify_tls)
    try:
        target = (address.path or "/") + (f"?{address.query}" if address.query else "")
        connection.request("POST", target, call.body, call.headers)
        response = connection.getresponse()
        return response.status, response.read(MAX_RESPONSE).decode(errors="replace")
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None, verify_tls: bool) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    context = ssl.create_default_context()  # honours SSL_CERT_FILE
    if not verify_tls:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=context)
