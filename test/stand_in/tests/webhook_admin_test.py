"""Webhooks managed over REST."""
from __future__ import annotations

from typing import Any

from case import REPOSITORY, StandInCase
from harness import TOKEN, Receiver, StandInProcess

EVENTS = ["repo:refs_changed", "repo:modified"]


class WebhookAdminTest(StandInCase):
    def start(self, **environment: str) -> StandInProcess:
        stand_in = StandInProcess(self.folder / "root", "--open-push", environment=environment)
        self.addCleanup(stand_in.stop)
        return stand_in

    def hook(self, **changes: Any) -> dict[str, Any]:
        return {"name": "sync", "url": self.receiver.url, "events": EVENTS, "active": True} | changes

    def test_created_webhook_is_called_and_signed(self) -> None:
        answer = self.stand_in.rest("POST", f"{REPOSITORY}/webhooks", self.hook(configuration={"secret": "s"}))
        self.assertEqual((answer.status, answer.json["active"], answer.json["events"]), (201, True, EVENTS))
        self.assertNotIn("secret", answer.json["configuration"])
        self.pushed(a="1")
        self.assertIn("X-Hub-Signature", self.receiver.wait_for(1)[0].headers)

    def test_project_and_repository_webhooks_give_a_push_twice(self) -> None:
        for place in (REPOSITORY, "/projects/PLAT"):
            self.assertEqual(self.stand_in.rest("POST", f"{place}/webhooks", self.hook()).status, 201)
        self.pushed(a="1")
        first, second = self.receiver.wait_for(2)
        self.assertEqual(first.body, second.body)
        self.assertNotEqual(first.headers["X-Request-Id"], second.headers["X-Request-Id"])

    def test_credentials_are_sent_and_hidden(self) -> None:
        credentials = {"username": "u", "password": "hidden"}
        answer = self.stand_in.rest("POST", f"{REPOSITORY}/webhooks", self.hook(credentials=credentials))
        self.assertEqual(answer.json["credentials"], {"username": "u"})
        self.pushed(a="1")
        self.assertTrue(self.receiver.wait_for(1)[0].headers["Authorization"].startswith("Basic "))
        self.assertEqual(self.stand_in.wait_for_calls(1)[0]["headers"]["Authorization"], "***")

    def test_put_replaces_the_whole_webhook(self) -> None:
        hook = self.stand_in.rest("POST", f"{REPOSITORY}/webhooks", self.hook(configuration={"secret": "s"})).json
        path = f"{REPOSITORY}/webhooks/{hook['id']}"
        self.assertEqual(self.stand_in.rest("PUT", path, self.hook(name="renamed")).json["name"], "renamed")
        self.pushed(a="1")
        self.assertNotIn("X-Hub-Signature", self.receiver.wait_for(1)[0].headers)

    def test_inactive_or_deleted_webhook_is_not_called(self) -> None:
        live = self.stand_in.rest("POST", f"{REPOSITORY}/webhooks", self.hook()).json
        silent = Receiver()
        self.addCleanup(silent.close)
        gone = self.stand_in.rest("POST", f"{REPOSITORY}/webhooks", self.hook(url=silent.url)).json
        self.stand_in.rest("POST", f"{REPOSITORY}/webhooks", self.hook(url=silent.url, active=False))
        self.stand_in.rest("POST", f"{REPOSITORY}/webhooks", self.hook(url=silent.url, events=["repo:modified"]))
        self.assertEqual(self.stand_in.rest("DELETE", f"{REPOSITORY}/webhooks/{gone['id']}").status, 204)
        self.pushed(a="1")
        self.assertEqual([call["webhook"] for call in self.stand_in.wait_for_calls(1)], [live["id"]])
        self.assertEqual(silent.received, [])
        self.assertEqual(self.stand_in.rest("GET", f"{REPOSITORY}/webhooks/{gone['id']}").status, 404)

    def test_unknown_events_and_addresses_are_refused(self) -> None:
        for wrong in ({"events": ["repo:made_up"]}, {"events": []}, {"url": "ftp://x"}, {"name": ""}):
            answer = self.stand_in.rest("POST", f"{REPOSITORY}/webhooks", self.hook(**wrong))
            self.assertEqual(answer.status, 400, wrong)
        known = self.stand_in.request("GET", "/rest/webhooks/latest/capabilities", authorization=f"Bearer {TOKEN}")
        self.assertIn("repo:refs_changed", known.json["application-webhooks"])

    def test_list_can_be_narrowed_to_an_event(self) -> None:
        self.stand_in.rest("POST", f"{REPOSITORY}/webhooks", self.hook(events=["pr:merged"]))
        self.assertEqual(self.stand_in.rest("GET", f"{REPOSITORY}/webhooks?event=pr:merged").json["size"], 1)
        self.assertEqual(self.stand_in.rest("GET", f"{REPOSITORY}/webhooks?event=repo:forked").json["size"], 0)

    def test_ping_is_not_signed(self) -> None:
        hook = self.stand_in.rest("POST", f"{REPOSITORY}/webhooks", self.hook(configuration={"secret": "s"})).json
        for query in (f"webhookId={hook['id']}", f"url={self.receiver.url}"):
            answer = self.stand_in.rest("POST", f"{REPOSITORY}/webhooks/test?{query}")
            self.assertEqual((answer.status, answer.json["response"]["statusCode"]), (200, 202))
        for ping in self.receiver.wait_for(2):
            self.assertEqual((ping.headers["X-Event-Key"], ping.body), ("diagnostics:ping", b'{"test":true}'))
            self.assertIsNone(ping.headers["X-Hub-Signature"])

    def test_latest_call_tells_how_it_went(self) -> None:
        hook = self.stand_in.rest("POST", f"{REPOSITORY}/webhooks", self.hook()).json
        path = f"{REPOSITORY}/webhooks/{hook['id']}/latest"
        self.assertEqual(self.stand_in.rest("GET", path).status, 204)
        self.receiver.status = 503
        self.pushed(a="1")
        self.stand_in.wait_for_calls(1)
        latest = self.stand_in.rest("GET", f"{path}?event=repo:refs_changed").json
        self.assertEqual((latest["result"]["outcome"], latest["result"]["description"]), ("FAILURE", "503"))
        self.assertEqual(self.stand_in.rest("GET", f"{path}?outcome=SUCCESS").status, 204)


class BuildStatusTest(StandInCase):
    def setUp(self) -> None:
        super().setUp()
        self.commit = self.pushed(a="1")
        self.path = f"{REPOSITORY}/commits/{self.commit}/builds"
        self.status = {"key": "sync/PLAT", "state": "INPROGRESS", "url": "https://sync.example.com/1", "name": "Sync"}

    def test_status_is_replaced_by_its_key(self) -> None:
        for state in ("INPROGRESS", "SUCCESSFUL"):
            self.assertEqual(self.stand_in.rest("POST", self.path, self.status | {"state": state}).status, 204)
        self.assertEqual(self.stand_in.rest("GET", f"{self.path}?key=sync%2FPLAT").json["state"], "SUCCESSFUL")
        self.assertEqual(self.stand_in.rest("GET", f"{self.path}?key=other").status, 404)

    def test_limits_are_those_of_bitbucket(self) -> None:
        wrong = [
            {"key": None}, {"key": "k" * 256}, {"state": "DONE"},
            {"url": "/relative"}, {"url": "https://x/" + "u" * 450},
            {"name": "n" * 256}, {"ref": "main"}, {"duration": -1}, {"testResults": {"passed": 1}}, {"buildNumber": 7},
        ]  # fmt: skip
        for change in wrong:
            answer = self.stand_in.rest("POST", self.path, self.status | change)
            self.assertEqual((answer.status, answer.json["errors"][0]["context"]), (400, next(iter(change))), change)
        full = {"description": "d" * 255, "ref": "refs/heads/main", "duration": 5, "testResults": {"successful": 1}}
        self.assertEqual(self.stand_in.rest("POST", self.path, self.status | full).status, 204)

    def test_only_full_hashes_of_commits_are_taken(self) -> None:
        self.tree.git("tag", "--annotate", "--message", "Release", "v1")
        self.tree.push("v1")
        for name in (self.commit[:12], self.tree.git("rev-parse", "v1"), "1" * 40):
            answer = self.stand_in.rest("POST", f"{REPOSITORY}/commits/{name}/builds", self.status)
            self.assertTrue(answer.exception_name.endswith(".NoSuchCommitException"), name)
