"""The program as a Lambda function, beside a Runtime API, and the events that reach one."""
from __future__ import annotations

import base64
import hashlib
import hmac
import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from support.baryon import BINARY, clean_environment
from support.runtime_api import RuntimeApi
from support.waiting import PATIENCE

SECRET = "lambda webhook secret"
PATH = "/webhooks/bitbucket"
Event = dict[str, Any]


class LambdaFunction:
    """A running function. Its log is on standard error."""

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str] | None = None,
        command: Sequence[str] = (str(BINARY), "lambda"),
        cwd: Path | None = None,
    ):
        self.api = RuntimeApi()
        self.log_file = folder / f"lambda-{id(self)}.log"
        variables = {"AWS_LAMBDA_RUNTIME_API": self.api.address, "AWS_REGION": "eu-west-1", "BITBUCKET_SECRET": SECRET}
        variables |= {"AWS_ACCESS_KEY_ID": "AKIDLAMBDA", "AWS_SECRET_ACCESS_KEY": "lambda key"} | dict(environment or {})
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(
                list(command),
                env=clean_environment(variables),
                cwd=cwd or folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace")

    def http(self, event: Event, seconds: float = 60) -> tuple[int, Any]:
        """Status and JSON of the answer to a request."""
        invocation = self.api.invoke(event, seconds)
        if invocation.is_error:
            raise AssertionError(f"the function failed: {invocation.body!r}\n{self.log}")
        answer = invocation.json
        body = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"]
        return answer["statusCode"], json.loads(body)

    def stop(self) -> int:
        """Let it end as Lambda does when it is no longer wanted: the next event never comes."""
        self.api.end()
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.kill()

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.api.close()


def signed(body: bytes, key: str = "repo:refs_changed", secret: str = SECRET) -> dict[str, str]:
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Event-Key": key, "X-Request-Id": "request-1", "X-Hub-Signature": f"sha256={signature}"}


def push_body(commit: str = "a" * 40, ref: str = "refs/heads/main") -> bytes:
    change = {"ref": {"id": ref, "type": "BRANCH"}, "refId": ref, "fromHash": "0" * 40, "toHash": commit, "type": "ADD"}
    repository = {"id": 7, "slug": "infra", "project": {"key": "PLAT"}}
    return json.dumps({"eventKey": "repo:refs_changed", "repository": repository, "changes": [change]}).encode()


def rest_api(body: bytes, headers: Mapping[str, str], path: str = PATH, method: str = "POST") -> Event:
    """API Gateway, REST API."""
    return {
        "resource": path, "path": path, "httpMethod": method, "headers": dict(headers),
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None, "multiValueQueryStringParameters": None, "pathParameters": None, "stageVariables": None,
        "requestContext": {
            "accountId": "123456789012", "apiId": "abcdef1234", "httpMethod": method, "path": "/prod" + path, "stage": "prod",
            "protocol": "HTTP/1.1", "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", "resourcePath": path,
            "identity": {"sourceIp": "192.0.2.1", "userAgent": "Bitbucket"},
        },
        "body": body.decode(), "isBase64Encoded": False,
    }


def http_api(body: bytes, headers: Mapping[str, str], path: str = PATH, method: str = "POST") -> Event:
    """API Gateway, HTTP API; a body that API Gateway takes for bytes."""
    return {
        "version": "2.0", "routeKey": f"{method} {path}", "rawPath": path, "rawQueryString": "",
        "headers": {name.lower(): value for name, value in headers.items()},
        "requestContext": {
            "accountId": "123456789012", "apiId": "abcdef1234", "domainName": "abcdef1234.execute-api.eu-west-1.amazonaws.com",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "Bitbucket"},
            "requestId": "JKJaXmPLvHcESHA=", "routeKey": f"{method} {path}", "stage": "$default", "timeEpoch": 1790000000000,
        },
        "body": base64.b64encode(body).decode(), "isBase64Encoded": True,
    }


def function_url(body: bytes, headers: Mapping[str, str], path: str = PATH, method: str = "POST") -> Event:
    event = http_api(body, headers, path, method)
    event["routeKey"] = "$default"
    event["requestContext"] |= {"routeKey": "$default", "domainName": "abc.lambda-url.eu-west-1.on.aws"}
    return event | {"body": body.decode(), "isBase64Encoded": False}


def load_balancer(body: bytes, headers: Mapping[str, str], path: str = PATH, method: str = "POST") -> Event:
    target_group = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/baryon/49e9d65c45c6791a"
    fields = {name.lower(): value for name, value in headers.items()} | {"x-forwarded-for": "198.51.100.1, 192.0.2.1"}
    return {
        "requestContext": {"elb": {"targetGroupArn": target_group}}, "httpMethod": method, "path": path,
        "queryStringParameters": {}, "headers": fields, "body": body.decode(), "isBase64Encoded": False,
    }


def load_balancer_lists(body: bytes, headers: Mapping[str, str], path: str = PATH, method: str = "POST") -> Event:
    event = load_balancer(body, headers, path, method)
    event["multiValueHeaders"] = {name: [value] for name, value in event.pop("headers").items()}
    event["multiValueQueryStringParameters"] = event.pop("queryStringParameters")
    return event


REQUESTS = (rest_api, http_api, function_url, load_balancer, load_balancer_lists)


def queue_batch(*bodies: str) -> Event:
    """Messages of SQS, with the identifiers message-0, message-1, ..."""
    return {
        "Records": [
            {
                "messageId": f"message-{number}", "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a", "body": body,
                "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1790000000000"}, "messageAttributes": {},
                "md5OfBody": hashlib.md5(body.encode()).hexdigest(), "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:baryon", "awsRegion": "eu-west-1",
            }
            for number, body in enumerate(bodies)
        ]
    }
