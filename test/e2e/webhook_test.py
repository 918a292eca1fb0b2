#!/usr/bin/env python3
"""What a webhook is answered, row by row of the published table."""
from __future__ import annotations

import unittest

from support.receiving import NOWHERE, PING, ReceivingCase, change, commit, event
from support.web import encode, request, signature


class AcceptedTest(ReceivingCase):
    def test_event_to_be_synced_is_accepted_and_stored(self) -> None:
        answer = self.deliver(event(change("one")))
        self.assert_answer(answer, 202, "accepted")
        delivery = self.recorded()[0]
        self.assertEqual(delivery["id"], answer.json["delivery"])
        self.assertEqual(delivery["status"], "accepted")
        syncs = self.server.get("/api/v1/syncs").json["syncs"]
        self.assertEqual([(s["commit"], s["state"]) for s in syncs], [(commit("one"), "queued")])

    def test_known_repository_ref_and_commit_are_a_duplicate(self) -> None:
        self.deliver(event(change("one")), X_Request_Id="first")
        again = self.deliver(event(change("one")), X_Request_Id="second")
        self.assert_answer(again, 202, "duplicate")
        self.assertEqual(len(self.server.get("/api/v1/syncs").json["syncs"]), 1)

    def test_same_commit_in_another_repository_is_no_duplicate(self) -> None:
        self.deliver(event(change("one")))
        self.assert_answer(self.deliver(event(change("one"), slug="fork", repository=8)), 202, "accepted")

    def test_one_new_change_among_known_ones_is_accepted(self) -> None:
        self.baryon.configure({"bitbucket": {"branches": ["*"]}})
        self.server.stop()
        self.server = self.baryon.serve()
        self.deliver(event(change("one")))
        answer = self.deliver(event(change("one"), change("two", "refs/heads/other")))
        self.assert_answer(answer, 202, "accepted")
        decisions = [c["decision"] for c in self.recorded()[0]["changes"]]
        self.assertEqual(decisions, ["duplicate", "queued"])

    def test_every_change_counts_not_only_the_first(self) -> None:
        tag = change("one", "refs/tags/v1", "TAG")
        gone = change(NOWHERE, "refs/heads/old", was=commit("zero"))
        answer = self.deliver(event(tag, gone, change("one", "refs/heads/unwanted"), change("one")))
        self.assert_answer(answer, 202, "accepted")
        decisions = [c["decision"] for c in self.recorded()[0]["changes"]]
        self.assertEqual(decisions, ["ignored", "ignored", "ignored", "queued"])

    def test_header_names_in_lower_case_and_other_charset_spelling_are_accepted(self) -> None:
        body = encode(event(change("one")))
        headers = {"content-type": "application/json; charset=UTF-8", "x-event-key": "repo:refs_changed"}
        headers["x-hub-signature"] = signature(body)
        answer = request(self.server.url + "/webhooks/bitbucket?from=proxy", "POST", body, headers)
        self.assert_answer(self.checked(answer), 202, "accepted")

    def test_chunked_body_is_accepted(self) -> None:
        body = encode(event(change("one")))
        headers = {"X_Event_Key": "repo:refs_changed", "X_Hub_Signature": signature(body)}
        answer = self.server.post("/webhooks/bitbucket", body, chunked=True, **headers)
        self.assert_answer(self.checked(answer), 202, "accepted")

    def test_root_takes_webhooks_that_carry_the_event_key(self) -> None:
        self.assert_answer(self.deliver(event(change("one")), path="/"), 202, "accepted")
        self.assert_answer(self.deliver(event(change("two")), path="/", secret="wrong"), 401, "denied")
        without_key = self.deliver(event(change("three")), path="/", key=None)
        self.assertGreaterEqual(without_key.status, 400)
        self.assertEqual(len(self.recorded()), 1)


class IgnoredTest(ReceivingCase):
    def assert_ignored(self, body: object, because: str, key: str = "repo:refs_changed") -> None:
        answer = self.deliver(body, key)
        self.assert_answer(answer, 200, "ignored")
        self.assertIn(because, answer.json["reason"])
        self.assertEqual(self.recorded()[0]["id"], answer.json["delivery"])

    def test_other_events_are_ignored(self) -> None:
        for key in ("pr:opened", "repo:comment:added", "repo:forked", "something:new"):
            with self.subTest(key):
                self.assert_ignored({"actor": {}}, key, key)

    def test_tags_are_ignored(self) -> None:
        self.assert_ignored(event(change("one", "refs/tags/v1", "TAG")), "tag")

    def test_deleted_branches_are_ignored(self) -> None:
        self.assert_ignored(event(change(NOWHERE, was=commit("one"))), "deleted")

    def test_branches_that_are_not_configured_are_ignored(self) -> None:
        self.assert_ignored(event(change("one", "refs/heads/feature/x")), "bitbucket.branches")

    def test_other_refs_are_ignored(self) -> None:
        self.assert_ignored(event(change("one", "refs/pull-requests/1/from")), "branch")

    def test_empty_changes_are_ignored_and_compared_later(self) -> None:
        self.assert_ignored(event(), "compare")


class IgnoredProjectTest(ReceivingCase):
    settings = {"bitbucket": {"projects": ["PLAT"]}}

    def test_projects_that_are_not_configured_are_ignored(self) -> None:
        answer = self.deliver(event(change("one"), project="OTHER"))
        self.assert_answer(answer, 200, "ignored")
        self.assertIn("bitbucket.projects", answer.json["reason"])

    def test_case_of_the_project_key_does_not_count(self) -> None:
        self.assert_answer(self.deliver(event(change("one"), project="plat")), 202, "accepted")


class PingTest(ReceivingCase):
    def test_ping_is_answered_with_pong_signed_or_not(self) -> None:
        body = b'{"test":true}'
        self.assert_answer(self.deliver(body, PING, secret=None), 200, "pong")
        self.assert_answer(self.deliver(body, PING), 200, "pong")
        self.assert_answer(self.deliver(b"", PING, secret=None), 200, "pong")

    def test_ping_with_a_wrong_signature_is_denied(self) -> None:
        self.assert_answer(self.deliver(b'{"test":true}', PING, secret="wrong"), 401, "denied")
        self.assert_answer(self.deliver(b'{"test":true}', PING, signed_as="sha256=nonsense"), 401, "denied")

    def test_ping_by_the_body_alone_is_no_ping(self) -> None:
        self.assert_answer(self.deliver(b'{"test":true}', None, secret=None), 401, "denied")
        self.assert_answer(self.deliver(b'{"test":true}', "repo:refs_changed", secret=None), 401, "denied")


class InvalidTest(ReceivingCase):
    def test_signed_bodies_that_are_no_json_are_invalid(self) -> None:
        for body in (b"", b"not JSON", b'{"changes":', b"\xff\xfe{}", b"<xml/>", b'{"a":1}{"b":2}'):
            with self.subTest(body):
                self.assert_answer(self.deliver(body), 400, "invalid")

    def test_signed_json_of_another_shape_is_invalid(self) -> None:
        good = event(change("one"))
        shapes = [
            [],
            {},
            "text",
            {**good, "changes": None},
            {**good, "changes": {}},
            {**good, "changes": ["text"]},
            {**good, "repository": {}},
            {**good, "repository": {**good["repository"], "id": "seven"}},
            {**good, "repository": {**good["repository"], "slug": "../../etc"}},
            {**good, "repository": {**good["repository"], "project": None}},
            {**good, "changes": [{**change("one"), "toHash": "main"}]},
            {**good, "changes": [{**change("one"), "toHash": None}]},
        ]
        for body in shapes:
            with self.subTest(body):
                self.assert_answer(self.deliver(body), 400, "invalid")

    def test_deeply_nested_json_is_invalid_and_the_service_goes_on(self) -> None:
        self.assert_answer(self.deliver(b"[" * 200_000), 400, "invalid")
        self.assert_answer(self.deliver(b'{"a":' * 100_000 + b"1" + b"}" * 100_000), 400, "invalid")
        self.assert_answer(self.deliver(event(change("one"))), 202, "accepted")

    def test_fields_that_vary_between_versions_do_not_matter(self) -> None:
        body = event(change("one")) | {"date": "yesterday", "actor": None, "commits": 5, "new": {"in": ["version", 11]}}
        self.assert_answer(self.deliver(body), 202, "accepted")


class MethodTest(ReceivingCase):
    def test_other_methods_are_not_allowed(self) -> None:
        for method in ("GET", "PUT", "DELETE", "PATCH"):
            with self.subTest(method):
                answer = self.checked(request(self.server.url + "/webhooks/bitbucket", method))
                self.assertEqual(answer.status, 405, answer.body)
                self.assertIn("POST", answer.headers["Allow"])


class TooLargeTest(ReceivingCase):
    settings = {"server": {"max_body": "64KiB"}}

    def test_declared_length_beyond_the_limit_is_refused_at_once(self) -> None:
        connection = self.connect()
        connection.putrequest("POST", "/webhooks/bitbucket")
        connection.putheader("X-Event-Key", "repo:refs_changed")
        connection.putheader("Content-Length", str(1 << 30))
        connection.endheaders(b"{")
        self.assert_too_large(connection)

    def test_chunked_body_beyond_the_limit_is_refused(self) -> None:
        connection = self.connect()
        connection.putrequest("POST", "/webhooks/bitbucket")
        connection.putheader("X-Event-Key", "repo:refs_changed")
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        for _ in range(9):
            connection.send(b"2000\r\n" + b" " * 0x2000 + b"\r\n")
        connection.send(b"0\r\n\r\n")
        self.assert_too_large(connection)

    def test_body_of_just_the_limit_is_taken(self) -> None:
        body = encode(event(change("one")))
        body += b" " * (64 * 1024 - len(body))
        self.assert_answer(self.deliver(body), 202, "accepted")

    def assert_too_large(self, connection) -> None:
        response = connection.getresponse()
        body = response.read()
        self.assertEqual(response.status, 413, body)
        self.assertIn(b'"too_large"', body)
        self.assert_answer(self.deliver(event(change("one"))), 202, "accepted")


class ForbiddenTest(ReceivingCase):
    settings = {"server": {"allow": ["192.0.2.0/24"]}}

    def test_sender_that_is_not_allowed_is_forbidden_even_with_a_signature(self) -> None:
        self.assert_answer(self.deliver(event(change("one"))), 403, "forbidden")
        self.assert_answer(self.deliver(b"{}", PING), 403, "forbidden")
        self.assertEqual(self.recorded(), [])

    def test_forwarded_address_of_a_stranger_is_not_believed(self) -> None:
        answer = self.deliver(event(change("one")), X_Forwarded_For="192.0.2.7")
        self.assert_answer(answer, 403, "forbidden")


class TrustedProxyTest(ReceivingCase):
    settings = {"server": {"allow": ["192.0.2.0/24"], "trusted_proxies": ["127.0.0.1"]}}

    def test_address_that_a_trusted_proxy_forwards_counts(self) -> None:
        allowed = self.deliver(event(change("one")), X_Forwarded_For="192.0.2.7")
        self.assert_answer(allowed, 202, "accepted")
        self.assertEqual(self.recorded()[0]["remote"], "192.0.2.7")
        self.assert_answer(self.deliver(event(change("two")), X_Forwarded_For="198.51.100.1"), 403, "forbidden")
        # What the sender itself wrote stands to the left of what the proxy saw.
        forged = self.deliver(event(change("two")), X_Forwarded_For="192.0.2.7, 198.51.100.1")
        self.assert_answer(forged, 403, "forbidden")


if __name__ == "__main__":
    unittest.main()
