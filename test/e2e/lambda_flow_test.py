#!/usr/bin/env python3
"""From a push to a registered version with functions alone: webhook, bucket, notification, registry."""
from __future__ import annotations

import json
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor

from support.aws_cli import AwsCli, aws_binary
from support.aws_services import AwsServices
from support.baryon import Baryon, clean_environment
from support.bundles import environment
from support.case import FolderCase
from support.gateway import Gateway
from support.lambda_function import LambdaFunction, queue_batch
from support.postgresql import MISSING, PROGRAMS, PostgresqlServer
from support.proton import OPERATOR
from support.radosgw import REGION
from support.repository import Repository
from support.s3_case import S3ServiceCase
from support.stand_in import SECRET, TOKEN
from support.waiting import PATIENCE, eventually


class FlowCase(S3ServiceCase):
    """Bitbucket's webhooks reach `self.gateway`, and so do the bucket's notifications."""

    def setUp(self) -> None:
        super().setUp()
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)

    def function(self, **environment: str) -> LambdaFunction:
        function = LambdaFunction(
            self.folder, {"BARYON_STORE_URL": self.store_url} | self.rgw.environment() | environment
        )
        self.addCleanup(function.kill)
        return function

    def fetching_function(self, **environment: str) -> LambdaFunction:
        return self.function(
            BITBUCKET_SERVER_URL=self.stand_in.url, BITBUCKET_TOKEN=TOKEN, BITBUCKET_SECRET=SECRET, **environment
        )

    def announced(self) -> Repository:
        """A repository whose webhook calls the gateway."""
        description = self.stand_in.control(
            "POST", "repositories", {"project": "PLAT", "name": "Infra", "default_branch": "main"}
        )
        settings = {
            "name": "baryon",
            "url": self.gateway.url + "/webhooks/bitbucket",
            "events": ["repo:refs_changed"],
            "configuration": {"secret": SECRET},
        }
        self.assertLess(self.stand_in.rest("POST", "/projects/PLAT/webhooks", settings).status, 300)
        return Repository(self.stand_in, description, self.folder / "clone")

    def archive_of(self, commit: str) -> str:
        key = f"kept/PLAT/{commit}.tar.gz"
        eventually("the archive is in the bucket", lambda: key in self.rgw.keys(self.bucket))
        return key

    def notify_gateway(self) -> None:
        """Wire the bucket to the gateway: radosgw pushes each new object's notification over HTTP."""
        topic = self.aws("sns", "create-topic", "--name", self.bucket, "--attributes", f"push-endpoint={self.gateway.url}/")
        configuration = {"TopicConfigurations": [
            {"Id": "baryon", "TopicArn": json.loads(topic)["TopicArn"], "Events": ["s3:ObjectCreated:*"]}
        ]}
        self.aws("s3api", "put-bucket-notification-configuration", "--bucket", self.bucket,
                 "--notification-configuration", json.dumps(configuration))

    def aws(self, *arguments: str) -> str:
        done = subprocess.run(
            [aws_binary(), "--endpoint-url", self.rgw.url, *arguments],
            env=clean_environment(self.rgw.environment() | {"AWS_DEFAULT_OUTPUT": "json"}),
            capture_output=True, text=True, timeout=PATIENCE,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout


class FetchTest(FlowCase):
    def test_direct_function_brings_the_archive_into_the_bucket(self) -> None:
        self.gateway.webhooks = self.fetching_function()
        repository = self.announced()
        first = repository.push(environment("network"))
        head = self.rgw.checked("HEAD", "/" + self.bucket + "/" + self.archive_of(first)).headers
        self.assertEqual(head["x-amz-meta-commithash"], first)
        self.assertEqual(head["x-amz-meta-branch"], "main")

    def test_queued_function_leaves_that_to_another(self) -> None:
        aws = AwsServices(self.rgw.user["secret"])
        self.addCleanup(aws.close)
        self.gateway.webhooks = self.function(
            BITBUCKET_SECRET=SECRET, BARYON_LAMBDA_QUEUE_URL=aws.queue_url, AWS_ENDPOINT_URL=aws.url
        )
        commit = self.announced().push(environment("network"))
        eventually("the push is queued", lambda: aws.messages)
        self.assertEqual(self.rgw.keys(self.bucket), [])
        worker = self.fetching_function()
        for _ in range(2):  # SQS may hand a message out twice
            answer = worker.api.invoke(queue_batch(*aws.messages)).json
            self.assertEqual(answer, {"batchItemFailures": []}, worker.log)
        self.archive_of(commit)
        self.assertEqual(len(self.rgw.versions(self.bucket)), 1)


class RegisterCase(FlowCase):
    """The whole way."""

    def setUp(self) -> None:
        super().setUp()
        self.gateway.webhooks = self.fetching_function()
        self.notify_gateway()

    def check_flow(self) -> None:
        repository = self.announced()
        repository.push(environment("network"))
        eventually("1.0 is registered", lambda: self.versions() == ["1.0"])
        repository.push(environment("network", marker="second"))
        eventually("1.1 is registered", lambda: self.versions() == ["1.0", "1.1"])
        self.check_repetition()

    def check_repetition(self) -> None:
        """The last archive's notification comes again, twice at once."""
        archives = [body for body in self.gateway.notifications if b"/network/" not in body]
        functions = [self.registering_function(), self.registering_function()]
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda function: function.api.invoke(archives[-1]), functions))
        self.assertEqual([answer.is_error for answer in answers], [False, False], functions[0].log + functions[1].log)
        self.assertEqual(self.versions(), ["1.0", "1.1"])

    def registering_function(self) -> LambdaFunction:
        raise NotImplementedError

    def versions(self) -> list[str]:
        raise NotImplementedError


class RemoteRegistryTest(RegisterCase):
    """The registry is that of a Baryon that serves elsewhere and reads bundles from the same bucket."""

    def setUp(self) -> None:
        super().setUp()
        self.far = Baryon(self.folder / "far", {"store": {"url": self.store_url}, "auth": {"access_keys": [OPERATOR]}})
        server = self.far.serve(self.rgw.environment())
        self.addCleanup(server.kill)
        self.far_url = server.url
        self.gateway.objects = self.registering_function()

    def registering_function(self) -> LambdaFunction:
        file = self.folder / "registry-secret"
        file.write_text(OPERATOR["secret"] + "\n")
        file.chmod(0o600)
        query = f"region={REGION}&access_key={OPERATOR['id']}&secret=file:{file}"
        return self.function(BARYON_REGISTRY_URL=f"proton+{self.far_url}?{query}")

    def versions(self) -> list[str]:
        aws = AwsCli(self.far_url, OPERATOR, self.folder)
        names = [found["name"] for found in aws("list-environment-templates")["templates"]]
        if "network" not in names:
            return []
        found = aws("list-environment-template-versions", "--template-name", "network")["templateVersions"]
        return sorted(f"{version['majorVersion']}.{version['minorVersion']}" for version in found)

    def test_push_becomes_a_registered_version(self) -> None:
        self.check_flow()


@unittest.skipUnless(PROGRAMS, MISSING)
class PostgresqlTest(RegisterCase):
    """The registry is in a PostgreSQL."""

    def setUp(self) -> None:
        super().setUp()
        self.postgresql = PostgresqlServer()
        self.addCleanup(self.postgresql.remove)
        self.gateway.objects = self.registering_function()
        self.reader = Baryon(self.folder / "reader", {"database": self.postgresql.url(), "store": {"url": self.store_url}})

    def registering_function(self) -> LambdaFunction:
        return self.function(BARYON_DATABASE=self.postgresql.url())

    def versions(self) -> list[str]:
        done = self.reader.run("versions", "network", "--json", expect=None, environment=self.rgw.environment())
        return sorted(version["version"] for version in done.json) if done.code == 0 else []

    def test_push_becomes_a_registered_version(self) -> None:
        self.check_flow()


class NowhereTest(FolderCase):
    def test_function_says_that_it_has_no_registry(self) -> None:
        function = LambdaFunction(self.folder, {"S3BUCKET": "templates"})
        self.addCleanup(function.kill)
        record = {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "eventTime": "2026-11-25T22:00:00.000Z",
                  "s3": {"bucket": {"name": "templates"}, "object": {"key": "PLAT/a.tar.gz", "size": 1}}}
        invocation = function.api.invoke({"Records": [record]})
        self.assertTrue(invocation.is_error)
        self.assertEqual(invocation.json["errorType"], "Baryon.configuration")
        self.assertIn("no registry that lasts", invocation.json["errorMessage"])


if __name__ == "__main__":
    unittest.main()
