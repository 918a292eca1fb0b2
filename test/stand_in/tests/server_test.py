"""The server as a whole: who gets in, what it calls things, how it lives and dies."""
from __future__ import annotations

import base64
import subprocess
from concurrent.futures import ThreadPoolExecutor

from case import REPOSITORY, StandInCase
from harness import TOKEN, Receiver, StandInProcess
from http_server import tls_context


class AccessTest(StandInCase):
    def test_version_needs_no_credentials(self) -> None:
        answer = self.stand_in.rest("GET", "/application-properties", authorization=None)
        self.assertEqual((answer.status, answer.json["displayName"]), (200, "Bitbucket"))
        self.assertIsNone(answer.headers["X-AUSERNAME"])

    def test_anything_else_needs_the_token(self) -> None:
        wrong = base64.b64encode(b"jane:wrong").decode()
        for authorization in (None, "Bearer wrong", "Bearer", f"Basic {wrong}", "Basic ???", "Digest x"):
            answer = self.stand_in.rest("GET", REPOSITORY, authorization=authorization)
            self.assertEqual(answer.status, 401, authorization)
            self.assertTrue(answer.exception_name.endswith("Exception"))
            self.assertIsNone(answer.headers["X-AUSERNAME"])

    def test_token_counts_as_bearer_and_as_password(self) -> None:
        basic = base64.b64encode(f"jane:{TOKEN}".encode()).decode()
        self.assertEqual(self.stand_in.rest("GET", REPOSITORY).status, 200)
        answer = self.stand_in.rest("GET", REPOSITORY, authorization=f"Basic {basic}")
        self.assertEqual((answer.status, answer.headers["X-AUSERNAME"]), (200, "jane"))
        answer = self.stand_in.rest("GET", "/projects/GONE", authorization=f"Basic {basic}")
        self.assertEqual((answer.status, answer.headers["X-AUSERNAME"]), (404, "jane"))

    def test_browser_addresses_lead_to_the_login_page(self) -> None:
        answer = self.stand_in.request("GET", f"{REPOSITORY}/browse", authorization=f"Bearer {TOKEN}")
        self.assertEqual(answer.status, 302)
        self.assertIn("/login?next=", answer.headers["Location"])

    def test_requests_are_logged_without_their_secret(self) -> None:
        self.stand_in.rest("GET", f"{REPOSITORY}?x=1")
        self.stand_in.rest("GET", REPOSITORY, authorization="Bearer wrong")
        good, bad = self.stand_in.control("GET", "requests?at_least=2")
        self.assertEqual((good["method"], good["path"]), ("GET", f"/bitbucket/rest/api/latest{REPOSITORY}?x=1"))
        self.assertEqual((good["status"], good["authorization"]), (200, {"present": True, "valid": True}))
        self.assertEqual((bad["status"], bad["authorization"]), (401, {"present": True, "valid": False}))
        self.assertNotIn(TOKEN, str([good, bad]))
        self.stand_in.control("DELETE", "requests")
        self.assertEqual(self.stand_in.control("GET", "requests"), [])

    def test_names_are_compared_without_case(self) -> None:
        path = "/rest/api/1.0/projects/plat/repos/INFRA-Templates"
        answer = self.stand_in.request("GET", path, authorization=f"Bearer {TOKEN}")
        self.assertEqual(answer.json["slug"], "infra-templates")

    def test_missing_things_are_told_apart(self) -> None:
        for path, ending in (
            ("/projects/GONE/repos/x", "NoSuchProjectException"),
            ("/projects/PLAT/repos/gone/archive", "NoSuchRepositoryException"),
        ):
            answer = self.stand_in.rest("GET", path)
            self.assertEqual(answer.status, 404)
            self.assertTrue(answer.exception_name.endswith(f".{ending}"))
        self.assertEqual(self.stand_in.rest("GET", "/no/such/address").json["status-code"], 404)
        self.assertEqual(self.stand_in.rest("DELETE", REPOSITORY).status, 405)

    def test_repositories_are_listed_and_searched(self) -> None:
        self.create("Other")
        self.create("Infra Two", project="OPS")

        def slugs(path: str) -> list[str]:
            return [repository["slug"] for repository in self.stand_in.rest("GET", path).json["values"]]

        self.assertEqual(slugs("/projects/plat/repos"), ["infra-templates", "other"])
        self.assertEqual(slugs("/repos?name=INFRA&archived=ALL"), ["infra-templates", "infra-two"])
        self.assertEqual(slugs("/repos?projectkey=ops"), ["infra-two"])
        self.assertEqual([p["key"] for p in self.stand_in.rest("GET", "/projects").json["values"]], ["OPS", "PLAT"])

    def test_rate_limit_settings_are_shown(self) -> None:
        self.assertFalse(self.stand_in.rest("GET", "/admin/rate-limit/settings").json["enabled"])

    def test_many_clients_are_served_on_kept_connections(self) -> None:
        commit = self.pushed(a="1")
        path = f"/bitbucket/rest/api/latest{REPOSITORY}/archive?at={commit}&format=tar.gz"

        def fetch_three(_: int) -> list[int]:
            connection = self.stand_in.connect()
            sizes = []
            for _ in range(3):
                connection.request("GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
                sizes.append(len(connection.getresponse().read()))
            connection.close()
            return sizes

        with ThreadPoolExecutor(32) as pool:
            sizes = [size for row in pool.map(fetch_three, range(32)) for size in row]
        self.assertEqual((len(sizes), len(set(sizes))), (96, 1))

    def test_connection_survives_a_refused_body(self) -> None:
        connection = self.stand_in.connect()
        self.addCleanup(connection.close)
        for _ in range(2):
            connection.request("POST", "/bitbucket/rest/api/latest/projects", iter([b"x" * 1000]), encode_chunked=True)
            response = connection.getresponse()
            self.assertEqual((response.status, response.read()[:10]), (401, b'{"errors":'))


class LifeTest(StandInCase):
    def test_rename_keeps_the_id_and_is_announced(self) -> None:
        commit = self.receiver.wait_for_next(lambda: self.pushed(a="1")).json["toCommit"]["id"]
        wanted = {"name": "Sandbox v2", "project": "OPS"}
        path = "repositories/PLAT/infra-templates/rename"
        payload = self.receiver.wait_for_next(lambda: self.stand_in.control("POST", path, wanted)).json
        old, new = payload["old"], payload["new"]
        self.assertEqual(payload["eventKey"], "repo:modified")
        self.assertEqual((old["id"], old["project"]["key"], old["slug"]), (1, "PLAT", "infra-templates"))
        self.assertEqual((new["id"], new["project"]["key"], new["slug"]), (1, "OPS", "sandbox-v2"))
        self.assertEqual(old["links"], new["links"])
        self.assertEqual(self.stand_in.rest("GET", REPOSITORY).status, 404)
        self.assertEqual(self.stand_in.rest("GET", f"/projects/OPS/repos/sandbox-v2/commits/{commit}").status, 200)

    def test_slug_cannot_be_taken_twice(self) -> None:
        self.create("Other")
        answer = self.stand_in.request("POST", "/_stand_in/repositories/PLAT/other/rename", {"name": "infra templates"})
        self.assertEqual(answer.status, 409)

    def test_archived_repositories_are_listed_only_when_asked_for(self) -> None:
        for name in ("A", "B", "C", "D"):
            self.create(name)
        self.stand_in.control("POST", "repositories/PLAT/b/archive", {"archived": True})

        def slugs(path: str) -> list[str]:
            return [repository["slug"] for repository in self.stand_in.rest("GET", path).json["values"]]

        self.assertEqual(slugs("/repos"), ["infra-templates", "a", "c", "d"])
        self.assertEqual(slugs("/repos?archived=ALL"), ["infra-templates", "a", "b", "c", "d"])
        self.assertEqual(slugs("/repos?archived=ARCHIVED"), ["b"])
        self.assertEqual(slugs("/projects/PLAT/repos"), ["infra-templates", "a", "b", "c", "d"])
        page = self.stand_in.rest("GET", "/repos?limit=2&start=1").json
        self.assertEqual([r["slug"] for r in page["values"]], ["a", "c"])
        self.assertEqual(page["nextPageStart"], 4, "a gap where the archived one was left out")
        self.assertEqual(slugs("/repos?limit=2&start=4"), ["d"])
        self.assertEqual(self.stand_in.rest("GET", "/repos?archived=NO").status, 400)
        shape = self.stand_in.rest("GET", "/projects/PLAT/repos/b").json
        self.assertTrue(shape["archived"])
        self.stand_in.control("POST", "repositories/PLAT/b/archive", {"archived": False})
        self.assertIn("b", slugs("/repos"))

    def test_archived_repository_takes_no_push(self) -> None:
        self.pushed(a="1")
        self.stand_in.control("POST", "repositories/PLAT/infra-templates/archive", {})
        self.tree.commit(a="2")
        with self.assertRaises(subprocess.CalledProcessError):
            self.tree.push("main")
        self.stand_in.control("POST", "repositories/PLAT/infra-templates/archive", {"archived": False})
        self.tree.push("main")

    def test_deleted_repository_is_gone_and_its_number_too(self) -> None:
        self.stand_in.control("DELETE", "repositories/PLAT/infra-templates")
        self.assertEqual(self.stand_in.rest("GET", "/projects/PLAT/repos/infra-templates").status, 404)
        self.assertEqual(self.stand_in.rest("GET", "/repos").json["values"], [])
        self.assertGreater(self.create("Infra Templates")["id"], self.repository["id"])

    def test_creating_again_gives_the_same_repository(self) -> None:
        self.assertEqual(self.create("INFRA templates")["id"], self.repository["id"])
        self.assertEqual(self.create("Other")["id"], self.repository["id"] + 1)

    def test_state_survives_a_restart(self) -> None:
        commit = self.pushed(a="1")
        hook = {"name": "ci", "url": self.receiver.url, "events": ["repo:refs_changed"]}
        self.stand_in.rest("POST", f"{REPOSITORY}/webhooks", hook)
        self.assertEqual(self.stand_in.stop(), 0)
        self.stand_in = self.start()
        self.assertEqual([r["id"] for r in self.stand_in.control("GET", "repositories")], [self.repository["id"]])
        self.assertEqual(self.stand_in.rest("GET", f"{REPOSITORY}/commits/{commit}").status, 200)
        hooks = self.stand_in.rest("GET", f"{REPOSITORY}/webhooks").json["values"]
        self.assertEqual([hook["name"] for hook in hooks], ["ci"])

    def test_end_does_not_wait_for_a_slow_answer(self) -> None:
        self.fault(match="/rest/", delay_ms=600_000)
        connection = self.stand_in.connect()
        self.addCleanup(connection.close)
        connection.request("GET", "/bitbucket/rest/api/latest/projects")
        self.stand_in.control("GET", "requests?at_least=1&timeout_ms=30000")
        self.assertEqual(self.stand_in.stop(), 0)

    def test_user_configuration_of_git_has_no_say(self) -> None:
        self.stand_in.stop()
        poison = '[http]\n\treceivepack = false\n[core]\n\thooksPath = /nowhere\n[tar "tar.gz"]\n\tcommand = false\n'
        (self.folder / ".gitconfig").write_text(poison)
        self.stand_in = self.start(HOME=str(self.folder), GIT_DIR="/nowhere")
        self.tree = self.work_tree(self.stand_in.control("GET", "repositories")[0], "again")
        commit = self.pushed(a="1")
        self.assertEqual(self.archive(commit).status, 200)


class TlsTest(StandInCase):
    def start(self, **environment: str) -> StandInProcess:
        self.certificate, key = self.folder / "cert.pem", self.folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
            + ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(self.certificate)],
            check=True,
            capture_output=True,
        )
        self.options = ("--tls-cert", str(self.certificate), "--tls-key", str(key))
        return super().start(**environment)

    def test_rest_and_push_work_over_tls(self) -> None:
        self.assertTrue(self.stand_in.url.startswith("https://"))
        self.tree.git("config", "http.sslCAInfo", str(self.certificate))
        commit = self.pushed(a="1")
        self.assertEqual(self.receiver.wait_for(1)[0].json["toCommit"]["id"], commit)
        self.assertEqual(self.archive(commit).status, 200)

    def test_webhook_checks_the_certificate_unless_told_not_to(self) -> None:
        secure = Receiver(tls=tls_context(self.certificate, self.folder / "key.pem"))
        self.addCleanup(secure.close)
        for verify, status in ((True, 502), (False, 200)):
            query = f"url={secure.url}&sslVerificationRequired={str(verify).lower()}"
            self.assertEqual(self.stand_in.rest("POST", f"{REPOSITORY}/webhooks/test?{query}").status, status)
