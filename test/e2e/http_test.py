#!/usr/bin/env python3
"""The other ways in: health, metrics, JSON API, dashboard, and who may use them."""
from __future__ import annotations

import re
import shutil
import unittest
from html.parser import HTMLParser

from support.bundles import broken, environment, service
from support.case import ServiceCase
from support.receiving import WEBHOOK_PATH
from support.stand_in import Answer
from support.waiting import eventually

METRICS = {
    "baryon_deliveries_total": ("forge", "result"),
    "baryon_delivery_accept_seconds": (),
    "baryon_syncs_total": ("state",),
    "baryon_sync_seconds": (),
    "baryon_queue_depth": ("state",),
    "baryon_queue_oldest_seconds": (),
    "baryon_versions_registered_total": ("kind",),
    "baryon_upstream_requests_total": ("upstream", "code"),
    "baryon_upstream_seconds": ("upstream",),
    "baryon_build_info": (),
}
SUBJECT = '<script>alert("subject")</script> & more'


class HealthTest(ServiceCase):
    def test_running_service_is_alive_and_ready(self) -> None:
        self.assertEqual(self.server.get("/healthz").json["status"], "ok")
        ready = self.server.get("/readyz")
        self.assertEqual(ready.status, 200, ready.body)
        self.assertEqual(ready.json["checks"].keys(), {"database", "store", "queue"})

    def test_lost_store_is_named_by_readiness_alone(self) -> None:
        shutil.rmtree(self.baryon.objects)
        self.baryon.objects.write_text("in the way")
        ready = self.server.get("/readyz")
        self.assertEqual(ready.status, 503, ready.body)
        self.assertFalse(ready.json["checks"]["store"]["ok"])
        self.assertTrue(ready.json["checks"]["database"]["ok"])
        self.assertNotIn(str(self.folder), ready.body.decode())
        self.assertEqual(self.server.get("/healthz").status, 200)

    def test_health_needs_no_token(self) -> None:
        self.server.stop()
        self.baryon.configure({"auth": {"anonymous": "none"}})
        self.serve()
        self.assertEqual(self.server.get("/healthz").status, 200)
        self.assertEqual(self.server.get("/readyz").status, 200)


class MetricsTest(ServiceCase):
    def test_every_published_metric_is_there_after_traffic(self) -> None:
        self.succeeded(self.repository().push(environment("network"), service("web")))
        eventually("the sync is counted", self.text, lambda text: 'baryon_syncs_total{state="succeeded"} 1' in text)
        text = self.text()
        for name, labels in METRICS.items():
            with self.subTest(name):
                samples = re.findall(rf"(?m)^{name}(?:_bucket|_sum|_count)?(?:{{(.*?)}})? [0-9.e+-]+$", text)
                self.assertTrue(samples, text)
                for label in labels:
                    self.assertTrue(any(f'{label}="' in sample for sample in samples), samples)
        self.assertIn('baryon_deliveries_total{forge="bitbucket",result="accepted"} 1', text)
        self.assertIn('baryon_versions_registered_total{kind="environment"} 1', text)
        self.assertIn('baryon_versions_registered_total{kind="service"} 1', text)
        self.assertRegex(text, r'baryon_upstream_requests_total{.*code="200".*} \d+')

    def test_metrics_are_prometheus_text(self) -> None:
        answer = self.server.get("/metrics")
        self.assertEqual(answer.status, 200)
        self.assertTrue(answer.headers["Content-Type"].startswith("text/plain; version=0.0.4"))
        line = re.compile(r"# (HELP|TYPE) baryon_\w+ .*|baryon_\w+({[^}]*})? (\d[\d.e+-]*|\+Inf|NaN)")
        for text in answer.body.decode().splitlines():
            self.assertRegex(text, rf"^({line.pattern})$")

    def text(self) -> str:
        return self.server.get("/metrics").body.decode()


class JsonApiTest(ServiceCase):
    settings = {"auth": {"tokens": [{"name": "ops", "secret": "ops-token", "role": "operator"}]}}

    def setUp(self) -> None:
        super().setUp()
        self.infra = self.repository()
        self.commit = self.infra.push(environment("network"), broken("bad"))
        self.sync = self.sync_of(self.commit)

    def test_every_documented_path_answers(self) -> None:
        document = self.server.get("/api/v1/openapi.json").json
        self.assertTrue(document["openapi"].startswith("3."))
        base = document["servers"][0]["url"]
        values = {"name": "network", "version": "1.0", "what": self.commit}
        for path, operations in document["paths"].items():
            known = values | {"id": self.sync["delivery"] if "deliveries" in path else self.sync["id"]}
            for method, operation in operations.items():
                with self.subTest(f"{method} {path}"):
                    target = base + path.format(**known)
                    if method == "post":
                        answer = self.server.post(target, b"", Authorization="Bearer ops-token")
                    else:
                        answer = self.server.get(target)
                    self.assertEqual(answer.status, 200, answer.body)
                    self.assertIn("200", operation["responses"])
                    self.assertTrue(answer.json)

    def test_document_describes_everything_the_contract_names(self) -> None:
        text = self.server.get("/api/v1/openapi.json").body.decode()
        for word in ("templates", "versions", "deliveries", "syncs"):
            self.assertIn(word, text)

    def test_filters_and_limits_are_honoured(self) -> None:
        self.assertEqual(len(self.server.get("/api/v1/syncs?state=partial").json["syncs"]), 1)
        self.assertEqual(self.server.get("/api/v1/syncs?state=dead").json["syncs"], [])
        self.assertEqual(len(self.server.get(f"/api/v1/syncs?repo={self.infra.path}").json["syncs"]), 1)
        self.assertEqual(self.server.get("/api/v1/deliveries?repo=PLAT%2Fother").json["deliveries"], [])
        for query in ("state=nonsense", "limit=0", "limit=many", "limit=100000", "repo=nonsense"):
            with self.subTest(query):
                answer = self.server.get(f"/api/v1/syncs?{query}")
                self.assertEqual(answer.status, 400, answer.body)
                self.assertTrue(answer.json["reason"])

    def test_unknown_things_are_not_found(self) -> None:
        for path in (
            "templates/nothing",
            "templates/nothing/versions",
            "templates/network/versions/9.9",
            "deliveries/01" + "0" * 24,
            "syncs/nothing",
            "explain/abcdef0",
            "nothing",
        ):
            with self.subTest(path):
                answer = self.server.get(f"/api/v1/{path}")
                self.assertEqual(answer.status, 404, answer.body)
                self.assertTrue(answer.json["reason"])

    def test_api_says_the_same_as_the_command(self) -> None:
        self.assertEqual(self.server.get("/api/v1/templates").json["templates"], self.baryon.json("templates"))
        explained = self.server.get(f"/api/v1/explain/{self.commit}").json
        self.assertEqual(explained, self.baryon.json("explain", self.commit))

    def test_repository_is_explained_at_a_path_with_a_slash(self) -> None:
        self.assertEqual(self.server.get(f"/api/v1/explain/{self.infra.path}").status, 200)


class DashboardTest(ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.infra = self.repository("<b>Bold</b> Name")
        network = environment("network", marker="</pre><script>x</script>")
        self.sync = self.sync_of(self.infra.push(network, broken("bad"), message=SUBJECT))

    def pages(self) -> dict[str, Answer]:
        """Every page that can be reached from the first one."""
        found: dict[str, Answer] = {}
        waiting = ["/"]
        while waiting:
            path = waiting.pop()
            found[path] = self.server.get(path)
            links = _links(found[path].body.decode())
            waiting += [link for link in links if link not in found and link not in waiting]
        return found

    def text_of(self, path: str) -> str:
        answer = self.server.get(path)
        self.assertEqual(answer.status, 200, path)
        return answer.body.decode()

    def test_every_link_leads_to_a_page(self) -> None:
        pages = self.pages()
        self.assertIn("/templates/network", pages)
        self.assertIn(f"/syncs/{self.sync['id']}", pages)
        for path, answer in pages.items():
            with self.subTest(path):
                self.assertEqual(answer.status, 200)
                self.assertTrue(answer.headers["Content-Type"].startswith("text/html"))

    def test_pages_show_what_happened(self) -> None:
        home = self.text_of("/")
        for word in ("network", "partial", "accepted", self.infra.path):
            self.assertIn(word, home)
        self.assertIn("environments/bad/v1", self.text_of(f"/syncs/{self.sync['id']}"))
        self.assertIn("1.0", self.text_of("/templates/network"))

    def test_texts_of_strangers_are_escaped(self) -> None:
        for path, answer in self.pages().items():
            self.assertNotIn(b"<script", answer.body.lower(), path)
            self.assertNotIn(b"<b>Bold", answer.body, path)
        self.assertIn("&lt;script&gt;alert(", self.text_of("/templates/network"))

    def test_pages_come_with_security_headers(self) -> None:
        for path, answer in self.pages().items():
            with self.subTest(path):
                self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"] or "")
                self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
                self.assertTrue(answer.headers["Referrer-Policy"])

    def test_pages_may_not_be_framed_by_other_sites(self) -> None:
        headers = self.server.get("/").headers
        policy = headers["Content-Security-Policy"] or ""
        self.assertTrue("frame-ancestors 'none'" in policy or headers["X-Frame-Options"] == "DENY", str(headers))

    def test_unknown_pages_are_not_found(self) -> None:
        for path in ("/templates/nothing", "/syncs/nothing", "/nothing", "/templates/<script>"):
            answer = self.server.get(path)
            self.assertEqual(answer.status, 404, path)
            self.assertNotIn(b"<script", answer.body)


class AccessTest(ServiceCase):
    settings = {
        "auth": {
            "anonymous": "none",
            "tokens": [
                {"name": "reader", "secret": "reader-token", "role": "viewer"},
                {"name": "ops", "secret": "ops-token", "role": "operator"},
            ],
        }
    }
    PATHS = ("/", "/api/v1/templates", "/api/v1/syncs", "/api/v1/deliveries", "/templates/network", "/syncs/x")

    def test_strangers_see_nothing(self) -> None:
        for path in self.PATHS:
            for shown in (None, "Bearer wrong", "Bearer ", "Basic cmVhZGVyOnJlYWRlci10b2tlbg==", "reader-token"):
                with self.subTest(path=path, shown=shown):
                    headers = {} if shown is None else {"Authorization": shown}
                    answer = self.server.get(path, **headers)
                    self.assertEqual(answer.status, 401, answer.body)
                    self.assertIn("WWW-Authenticate", answer.headers)

    def test_tokens_let_in(self) -> None:
        for token in ("reader-token", "ops-token"):
            answer = self.server.get("/api/v1/templates", Authorization=f"Bearer {token}")
            self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(self.server.get("/", Authorization="Bearer reader-token").status, 200)

    def test_only_operators_change_things(self) -> None:
        path = "/api/v1/templates/network/versions/1.0/publish"
        for token, status in (("", 401), ("wrong", 401), ("reader-token", 403), ("ops-token", 404)):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            with self.subTest(token):
                answer = self.server.post(path, b"", **headers)
                self.assertEqual(answer.status, status, answer.body)
                self.assertTrue(answer.json["reason"])

    def test_webhooks_are_not_opened_by_a_token(self) -> None:
        headers = {"Authorization": "Bearer ops-token", "X_Event_Key": "repo:refs_changed"}
        self.assertEqual(self.server.post(WEBHOOK_PATH, b"{}", **headers).status, 401)

    def test_tokens_are_not_logged(self) -> None:
        self.server.get("/api/v1/templates", Authorization="Bearer ops-token")
        self.server.get("/api/v1/templates", Authorization="Bearer wrong-token")
        for token in ("ops-token", "wrong-token"):
            self.assertNotIn(token, self.server.log)


class AnonymousTest(ServiceCase):
    def test_anonymous_may_look_by_default_but_a_wrong_token_is_refused(self) -> None:
        self.assertEqual(self.server.get("/api/v1/templates").status, 200)
        self.assertEqual(self.server.get("/api/v1/templates", Authorization="Bearer wrong").status, 401)

    def test_anonymous_may_not_change_anything(self) -> None:
        self.assertEqual(self.server.post(f"/api/v1/syncs/{'0' * 26}/retry", b"").status, 401)


class _LinkParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attributes if name == "href" and value and value.startswith("/")]


def _links(page: str) -> list[str]:
    parser = _LinkParser()
    parser.feed(page)
    return parser.links


if __name__ == "__main__":
    unittest.main()
