"""The parts of SQS and Secrets Manager that Baryon speaks to: AWS's JSON protocol, for signed requests only."""
from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})"
)


def signature_fits(handler: BaseHTTPRequestHandler, body: bytes, secret: str) -> bool:
    """AWS IAM User Guide, "Create a signed AWS API request"; written from there, not from the program."""
    found = AUTHORIZATION.fullmatch(handler.headers.get("Authorization", ""))
    if found is None:
        return False
    _, date, region, service, names, signature = found.groups()
    if not {"host", "x-amz-date", "x-amz-target"} <= set(names.split(";")):
        return False
    fields = "".join(f"{name}:{' '.join((handler.headers.get(name) or '').split())}\n" for name in names.split(";"))
    canonical = "\n".join(["POST", handler.path, "", fields, names, hashlib.sha256(body).hexdigest()])
    scope = f"{date}/{region}/{service}/aws4_request"
    to_sign = "\n".join(
        ["AWS4-HMAC-SHA256", handler.headers["X-Amz-Date"], scope, hashlib.sha256(canonical.encode()).hexdigest()]
    )
    key = b"AWS4" + secret.encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest(), signature)


class AwsServices:
    def __init__(self, secret: str):
        self.messages: list[str] = []
        self.secrets: dict[str, dict[str, str]] = {}  # name, stage: value
        self.calls: list[str] = []
        self.is_down = False
        services = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:  # noqa: N802
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                target = self.headers.get("X-Amz-Target", "")
                services.calls.append(target)
                if services.is_down:
                    return self.answer(503, {"message": "Service Unavailable"})
                if not signature_fits(self, body, secret):
                    return self.answer(403, {"__type": "InvalidSignatureException", "message": "does not match"})
                return self.answer(*services._carry_out(target, json.loads(body)))

            def answer(self, status: int, document: dict[str, Any]) -> None:
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.1")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def queue_url(self) -> str:
        return f"{self.url}/123456789012/baryon"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _carry_out(self, target: str, request: dict[str, str]) -> tuple[int, dict[str, str]]:
        if target == "AmazonSQS.SendMessage":
            if request["QueueUrl"] != self.queue_url:
                return 400, {"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "no such queue"}
            self.messages.append(request["MessageBody"])
            return 200, {"MessageId": "m-1", "MD5OfMessageBody": hashlib.md5(request["MessageBody"].encode()).hexdigest()}
        if target == "secretsmanager.GetSecretValue":
            value = self.secrets.get(request["SecretId"], {}).get(request.get("VersionStage", "AWSCURRENT"))
            if value is None:
                return 400, {"__type": "ResourceNotFoundException", "Message": "can't find the specified secret"}
            return 200, {"Name": request["SecretId"], "SecretString": value}
        return 400, {"__type": "UnknownOperationException"}
