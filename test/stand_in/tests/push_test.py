"""A real push, and the webhook that follows it."""
from __future__ import annotations

import base64
import hashlib
import hmac
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from case import NOWHERE, REPOSITORY, StandInCase
from harness import SECRET, TOKEN, StandInProcess


def changes(payload: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [(c["type"], c["refId"], c["fromHash"], c["toHash"]) for c in payload["changes"]]


def credentials(user: str) -> tuple[str, ...]:
    """Options that make Git send them unasked."""
    basic = base64.b64encode(f"{user}:{TOKEN}".encode()).decode()
    return "-c", f"http.extraHeader=Authorization: Basic {basic}"


class PushTest(StandInCase):
    def announced(self, *refs: str, options: tuple[str, ...] = ()) -> dict[str, Any]:
        """The payload that follows a push."""
        return self.receiver.wait_for_next(lambda: self.tree.push(*refs, options=options)).json

    def test_first_push_adds_a_branch(self) -> None:
        commit = self.tree.commit(a="1")
        self.assertEqual(changes(self.announced("main")), [("ADD", "refs/heads/main", NOWHERE, commit)])

    def test_second_push_updates_it(self) -> None:
        first = self.tree.commit(a="1")
        self.announced("main")
        second = self.tree.commit(a="2")
        self.assertEqual(changes(self.announced("main")), [("UPDATE", "refs/heads/main", first, second)])

    def test_forced_push_is_an_update_too(self) -> None:
        self.tree.commit(a="1")
        old = self.tree.commit(a="2")
        self.announced("main")
        self.tree.git("reset", "--quiet", "--hard", "HEAD~1")
        new = self.tree.commit(message="Other", a="other")
        payload = self.announced("+main")
        self.assertEqual(changes(payload), [("UPDATE", "refs/heads/main", old, new)])
        self.assertEqual([commit["message"] for commit in payload["commits"]], ["Other"])

    def test_deletion_has_no_commit(self) -> None:
        commit = self.tree.commit(a="1")
        self.announced("main", "main:feature/x")
        payload = self.announced(":feature/x")
        self.assertEqual(changes(payload), [("DELETE", "refs/heads/feature/x", commit, NOWHERE)])
        self.assertNotIn("toCommit", payload)
        self.assertEqual(payload["commits"], [])

    def test_annotated_tag_names_the_tag_object(self) -> None:
        commit = self.tree.commit(a="1")
        self.announced("main")
        self.tree.git("tag", "--annotate", "--message", "Release", "v1.0")
        tag = self.tree.git("rev-parse", "v1.0")
        payload = self.announced("v1.0")
        self.assertNotEqual(tag, commit)
        self.assertEqual(changes(payload), [("ADD", "refs/tags/v1.0", NOWHERE, tag)])
        self.assertEqual(payload["changes"][0]["ref"], {"id": "refs/tags/v1.0", "displayId": "v1.0", "type": "TAG"})
        self.assertEqual(payload["toCommit"]["id"], commit)

    def test_lightweight_tag_names_the_commit(self) -> None:
        commit = self.tree.commit(a="1")
        self.assertEqual(changes(self.announced("main:refs/tags/light")), [("ADD", "refs/tags/light", NOWHERE, commit)])

    def test_several_refs_of_one_push_come_in_one_call(self) -> None:
        commit = self.tree.commit(a="1")
        payload = self.announced("main:one", "main:two", "main:refs/tags/three", "main:refs/notes/unannounced")
        expected = [("ADD", f"refs/{name}", NOWHERE, commit) for name in ("heads/one", "heads/two", "tags/three")]
        self.assertEqual(sorted(changes(payload)), expected)
        self.assertEqual(len(self.stand_in.wait_for_calls(1)), 1)

    def test_push_of_nothing_new_is_silent(self) -> None:
        self.tree.commit(a="1")
        self.announced("main")
        self.tree.push("main")
        second = self.tree.commit(a="2")
        self.assertEqual(self.announced("main")["toCommit"]["id"], second)
        self.assertEqual(len(self.stand_in.wait_for_calls(2)), 2)

    def test_ref_names_arrive_as_they_are(self) -> None:
        self.tree.commit(a="1")
        name = "refs/tags/spécial-\"$;><&#_=@!|.,/\u2028test"
        self.assertEqual(self.announced(f"main:{name}")["changes"][0]["refId"], name)

    def test_signature_covers_the_exact_body(self) -> None:
        self.pushed(a="1")
        received = self.receiver.wait_for(1)[0]
        expected = hmac.new(SECRET.encode(), received.body, hashlib.sha256).hexdigest()
        self.assertEqual(received.headers["X-Hub-Signature"], f"sha256={expected}")
        self.assertEqual(received.headers["X-Event-Key"], "repo:refs_changed")
        self.assertEqual(received.headers["Content-Type"], "application/json; charset=utf-8")
        self.assertNotIn(b'": ', received.body)

    def test_payload_describes_repository_actor_and_commits(self) -> None:
        for number in range(6):
            self.tree.commit(message=f"Change {number}\n\nWhy.", a=str(number))
        payload = self.announced("main")
        self.assertRegex(payload["date"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$")
        self.assertEqual(payload["actor"]["type"], "NORMAL")
        repository = payload["repository"]
        self.assertEqual((repository["id"], repository["slug"]), (1, "infra-templates"))
        self.assertEqual(repository["name"], "Infra Templates")
        self.assertEqual((repository["project"]["key"], repository["project"]["type"]), ("PLAT", "NORMAL"))
        self.assertIn({"href": self.repository["clone_url"], "name": "http"}, repository["links"]["clone"])
        messages = [commit["message"] for commit in payload["commits"]]
        self.assertEqual(messages, [f"Change {number}\n\nWhy." for number in (5, 4, 3, 2, 1)])
        self.assertEqual(payload["toCommit"]["parents"][0]["message"], "Change 4\n\nWhy.")
        self.assertGreater(payload["toCommit"]["authorTimestamp"], 1_000_000_000_000)

    def test_commits_of_an_update_are_those_it_brought(self) -> None:
        self.tree.commit(a="1")
        self.announced("main")
        self.tree.commit(message="Two", a="2")
        self.tree.commit(message="Three", a="3")
        self.assertEqual([commit["message"] for commit in self.announced("main")["commits"]], ["Three", "Two"])

    def test_personal_repository_belongs_to_its_user(self) -> None:
        repository = self.create("Hello World", project="~yahavi")
        tree = self.work_tree(repository, "personal")
        tree.commit(a="1")
        tree.push("main")
        payload = self.receiver.wait_for(1)[0].json["repository"]
        self.assertEqual((payload["project"]["key"], payload["project"]["type"]), ("~YAHAVI", "PERSONAL"))
        self.assertEqual(payload["project"]["owner"]["slug"], "yahavi")
        self.assertTrue(repository["clone_url"].endswith("/scm/~yahavi/hello-world.git"))
        self.assertTrue(payload["links"]["self"][0]["href"].endswith("/users/yahavi/repos/hello-world/browse"))
        for key in ("~yahavi", "%7EYahavi"):
            found = self.stand_in.rest("GET", f"/projects/{key}/repos/hello-world").json
            self.assertEqual(found["id"], repository["id"])

    def test_credentials_name_the_actor(self) -> None:
        self.tree.commit(a="1")
        self.assertEqual(self.announced("main", options=credentials("jane.doe"))["actor"]["name"], "jane.doe")

    def test_large_push_comes_in_chunks(self) -> None:
        # Beyond http.postBuffer Git no longer knows the length of what it sends.
        self.tree.commit(a="".join(hashlib.sha256(bytes([n % 256, n // 256])).hexdigest() for n in range(20_000)))
        payload = self.announced("main", options=("-c", "http.postBuffer=65536"))
        self.assertEqual(payload["changes"][0]["type"], "ADD")

    def test_fetch_with_a_compressed_request_works(self) -> None:
        for number in range(40):  # enough common commits that Git compresses its request
            self.tree.commit(a=str(number))
            self.tree.git("branch", f"b{number}")
        self.tree.push("--all")
        clone = self.folder / "clone"
        self.tree.git("clone", "--quiet", self.repository["clone_url"], str(clone))
        newest = self.pushed(a="new")
        self.tree.git("-C", str(clone), "fetch", "--quiet")
        self.assertEqual(self.tree.git("-C", str(clone), "rev-parse", "origin/main"), newest)

    def test_refused_ref_is_not_announced(self) -> None:
        self.tree.commit(a="1")
        self.announced("main")

        def push() -> None:
            with self.assertRaises(subprocess.CalledProcessError):  # the default branch cannot be deleted
                self.tree.push(":main", "main:other")

        payload = self.receiver.wait_for_next(push).json
        self.assertEqual([change["refId"] for change in payload["changes"]], ["refs/heads/other"])

    def test_parallel_pushes_are_told_apart(self) -> None:
        self.tree.commit(a="1")
        names = [f"refs/heads/b{number}" for number in range(16)]
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda name: self.tree.push(f"main:{name}"), names))
        calls = [received.json["changes"] for received in self.receiver.wait_for(16)]
        self.assertEqual(sorted(change["refId"] for (change,) in calls), sorted(names))

    def test_failing_receiver_is_called_once(self) -> None:
        self.receiver.status = 500
        self.pushed(a="1")
        call = self.stand_in.wait_for_calls(1)[0]
        self.assertEqual((call["outcome"], call["status"], call["response"]), ("FAILURE", 500, "noted"))
        self.assertEqual(len(self.receiver.received), 1)


class ClosedPushTest(StandInCase):
    def start(self, **environment: str) -> StandInProcess:
        stand_in = StandInProcess(self.folder / "root", environment=environment)
        self.addCleanup(stand_in.stop)
        return stand_in

    def test_push_needs_the_token(self) -> None:
        self.tree.commit(a="1")
        with self.assertRaises(subprocess.CalledProcessError):
            self.tree.push("main")
        self.tree.remote = self.repository["clone_url"].replace("http://", f"http://anyone:{TOKEN}@")
        self.tree.push("main:asked")
        self.tree.push("main:basic", options=credentials("anyone"))
        self.tree.push("main:bearer", options=("-c", f"http.extraHeader=Authorization: Bearer {TOKEN}"))
        branches = self.stand_in.rest("GET", f"{REPOSITORY}/branches").json["values"]
        self.assertEqual([branch["displayId"] for branch in branches], ["asked", "basic", "bearer"])
