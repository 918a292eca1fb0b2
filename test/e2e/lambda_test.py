#!/usr/bin/env python3
"""The program as an AWS Lambda function."""
from __future__ import annotations

import json
import unittest
from typing import Any

from support.aws_services import AwsServices
from support.baryon import BINARY, run
from support.case import FolderCase
from support.lambda_function import (
    REQUESTS,
    SECRET,
    LambdaFunction,
    http_api,
    load_balancer,
    push_body,
    queue_batch,
    rest_api,
    signed,
)
from support.waiting import PATIENCE, eventually


class LambdaCase(FolderCase):
    def setUp(self) -> None:
        super().setUp()
        self.aws = AwsServices("lambda key")
        self.addCleanup(self.aws.close)

    def start(self, **environment: str) -> LambdaFunction:
        function = LambdaFunction(self.folder, {"AWS_ENDPOINT_URL": self.aws.url} | environment)
        self.addCleanup(function.kill)
        return function

    def queued(self, **environment: str) -> LambdaFunction:
        return self.start(BARYON_LAMBDA_QUEUE_URL=self.aws.queue_url, **environment)


class RequestsTest(LambdaCase):
    def test_every_kind_of_request_is_answered(self) -> None:
        function = self.queued()
        for shape in REQUESTS:
            with self.subTest(shape.__name__):
                ping = b'{"test": true}'
                code, answer = function.http(shape(ping, signed(ping, "diagnostics:ping")))
                self.assertEqual((code, answer["status"]), (200, "pong"))
                body = push_body()
                code, answer = function.http(shape(body, signed(body, secret="another")))
                self.assertEqual((code, answer["status"]), (401, "denied"))
                code, answer = function.http(shape(b"", {}, "/healthz", "GET"))
                self.assertEqual(code, 200)
        self.assertEqual(self.aws.messages, [])

    def test_unsigned_requests_never_reach_the_queue(self) -> None:
        function = self.queued()
        for headers in ({}, {"X-Event-Key": "repo:refs_changed"}, {"X-Hub-Signature": "sha256=00"}):
            code, _ = function.http(http_api(push_body(), headers))
            self.assertEqual(code, 401)
        self.assertEqual(self.aws.calls, [])

    def test_addresses_come_from_the_context(self) -> None:
        function = self.queued(BARYON_SERVER_ALLOW="192.0.2.1")
        body = push_body()
        headers = signed(body)
        self.assertEqual(function.http(rest_api(body, headers | {"X-Forwarded-For": "203.0.113.1"}))[0], 202)
        event = rest_api(body, headers | {"X-Forwarded-For": "192.0.2.1"})
        event["requestContext"]["identity"]["sourceIp"] = "203.0.113.1"
        self.assertEqual(function.http(event)[0], 403)
        event = load_balancer(body, headers)
        self.assertEqual(function.http(event)[0], 202)
        event["headers"]["x-forwarded-for"] = "192.0.2.1, 203.0.113.1"
        self.assertEqual(function.http(event)[0], 403)

    def test_broken_requests_are_answered(self) -> None:
        function = self.queued(BARYON_SERVER_MAX_BODY="1KiB")
        event = http_api(push_body(), {})
        event["body"] = event["body"][:-1]
        self.assertEqual(function.http(event)[0], 400)
        large = b"x" * 1025
        self.assertEqual(function.http(http_api(large, signed(large)))[0], 413)
        broken = b"{"
        self.assertEqual(function.http(http_api(broken, signed(broken)))[0], 400)


class QueueTest(LambdaCase):
    def test_pushes_are_queued_before_they_are_answered(self) -> None:
        function = self.queued()
        body = push_body("b" * 40)
        code, answer = function.http(http_api(body, signed(body)))
        self.assertEqual((code, answer["status"]), (202, "accepted"))
        message = json.loads(self.aws.messages[0])
        self.assertEqual(message["id"], answer["delivery"])
        self.assertEqual([change["to"] for change in message["changes"]], ["b" * 40])
        self.assertNotIn(SECRET, self.aws.messages[0])

    def test_queue_that_is_away_makes_the_function_unavailable(self) -> None:
        function = self.queued()
        body = push_body()
        self.aws.is_down = True
        self.assertEqual(function.http(http_api(body, signed(body)))[0], 503)
        self.aws.is_down = False
        self.assertEqual(function.http(http_api(body, signed(body)))[0], 202)

    def test_nothing_is_begun_shortly_before_the_deadline(self) -> None:
        function = self.queued()
        body = push_body()
        code, answer = function.http(http_api(body, signed(body)), seconds=1.5)
        self.assertEqual((code, answer["status"]), (503, "unavailable"))
        self.assertEqual(self.aws.messages, [])

    def test_only_poison_messages_fail(self) -> None:
        sender = self.queued()
        body = push_body()
        sender.http(http_api(body, signed(body)))
        function = self.start(BARYON_BITBUCKET_PROJECTS="OTHER")  # a change of the rules since: nothing to do
        batch = queue_batch("poison", self.aws.messages[0], '{"baryon_delivery": 99}')
        answer = function.api.invoke(batch).json
        self.assertEqual([f["itemIdentifier"] for f in answer["batchItemFailures"]], ["message-0", "message-2"])
        self.assertIn("not worked on", function.log)


class RuntimeTest(LambdaCase):
    def failure(self, function: LambdaFunction, event: Any) -> dict[str, Any]:
        invocation = function.api.invoke(event)
        self.assertTrue(invocation.is_error, invocation.body)
        self.assertEqual(invocation.headers["Lambda-Runtime-Function-Error-Type"], invocation.json["errorType"])
        self.assertEqual(invocation.json["stackTrace"], [])
        return invocation.json

    def test_unknown_events_fail_and_the_function_goes_on(self) -> None:
        function = self.queued()
        failure = self.failure(function, {"first": 1, "second": 2})
        self.assertEqual(failure["errorType"], "Baryon.invalid")
        self.assertIn("first, second", failure["errorMessage"])
        self.assertEqual(self.failure(function, b"[]")["errorType"], "Baryon.invalid")
        self.assertEqual(self.failure(function, b"{")["errorType"], "Baryon.invalid")
        self.assertEqual(function.http(http_api(b"", {}, "/healthz", "GET"))[0], 200)

    def test_question_of_s3_whether_events_arrive_is_answered(self) -> None:
        test = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "2026-11-25T22:00:00.000Z", "Bucket": "b"}
        self.assertIsNone(self.queued().api.invoke(test).json)

    def test_ends_when_the_runtime_api_does(self) -> None:
        function = self.queued()
        function.http(http_api(b"", {}, "/healthz", "GET"))
        self.assertEqual(function.stop(), 1)
        self.assertIn("Runtime API answered 500", function.log)

    def test_wrong_configuration_is_told_at_the_start(self) -> None:
        function = self.start(BARYON_SERVER_ALLOW="nowhere")
        self.assertTrue(function.api.failed.wait(PATIENCE))
        self.assertIn("BARYON_SERVER_ALLOW", function.api.start_error["errorMessage"])
        self.assertEqual(function.process.wait(PATIENCE), 2)

    def test_is_no_command_for_other_places(self) -> None:
        done = run("lambda", expect=2)
        self.assertIn("AWS_LAMBDA_RUNTIME_API", done.err)

    def test_goes_by_the_name_that_lambda_looks_for(self) -> None:
        (self.folder / "bootstrap").symlink_to(BINARY)
        function = LambdaFunction(self.folder, {}, [str(self.folder / "bootstrap")])
        self.addCleanup(function.kill)
        ping = b"{}"
        self.assertEqual(function.http(http_api(ping, signed(ping, "diagnostics:ping")))[0], 200)

    def test_needs_nothing_but_its_secret_for_a_ping(self) -> None:
        function = self.start()
        ping = b"{}"
        self.assertEqual(function.http(http_api(ping, signed(ping, "diagnostics:ping")))[0], 200)
        self.assertEqual([path.name for path in self.folder.iterdir()], [function.log_file.name])

    def test_own_disk_is_no_store(self) -> None:
        function = self.start()
        body = push_body()
        self.assertEqual(function.http(http_api(body, signed(body)))[0], 503)
        self.assertIn("does not last", function.log)


class SecretsTest(LambdaCase):
    arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:baryon/webhook-AbCdEf"

    def test_secret_is_fetched_from_secrets_manager(self) -> None:
        self.aws.secrets[self.arn] = {"AWSCURRENT": "managed"}
        function = self.queued(BITBUCKET_SECRET=f"secretsmanager:{self.arn}")
        body = push_body()
        self.assertEqual(function.http(http_api(body, signed(body, secret="managed")))[0], 202)
        self.assertEqual(function.http(http_api(body, signed(body, secret="other")))[0], 401)
        self.assertNotIn("managed", function.log.replace("secretsmanager", ""))
        asked = self.aws.calls.count("secretsmanager.GetSecretValue")
        function.http(http_api(body, signed(body, secret="managed")))
        self.assertEqual(self.aws.calls.count("secretsmanager.GetSecretValue"), asked, "it is kept for a while")

    def test_secret_before_the_rotation_counts_too(self) -> None:
        self.aws.secrets[self.arn] = {"AWSCURRENT": "new", "AWSPREVIOUS": "old"}
        function = self.queued(BITBUCKET_SECRET=f"secretsmanager:{self.arn}")
        body = push_body()
        for secret in ("new", "old"):
            self.assertEqual(function.http(http_api(body, signed(body, secret=secret)))[0], 202)

    def test_member_of_a_secret_is_taken(self) -> None:
        self.aws.secrets["baryon"] = {"AWSCURRENT": json.dumps({"webhook": "managed"})}
        function = self.queued(BITBUCKET_SECRET="secretsmanager:baryon#webhook")
        body = push_body()
        self.assertEqual(function.http(http_api(body, signed(body, secret="managed")))[0], 202)

    def test_missing_secret_is_told_at_the_start(self) -> None:
        function = self.queued(BITBUCKET_SECRET=f"secretsmanager:{self.arn}")
        self.assertTrue(eventually("the start fails", lambda: function.api.failed.is_set()))
        self.assertIn("ResourceNotFoundException", function.api.start_error["errorMessage"])


if __name__ == "__main__":
    unittest.main()
