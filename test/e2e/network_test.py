#!/usr/bin/env python3
"""The way to Bitbucket: proxies, certificates, redirects."""
from __future__ import annotations

import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from support.bundles import environment
from support.case import ServiceCase
from support.certificate import make_certificates
from support.proxy import Proxy
from support.repository import Repository
from support.stand_in import TOKEN, StandInProcess


class RedirectTest(ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.elsewhere: list[dict[str, str]] = []
        seen = self.elsewhere

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                seen.append(dict(self.headers))
                self.send_error(404)

            def log_message(self, format: str, *args: object) -> None:
                pass

        other = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.addCleanup(other.server_close)
        self.addCleanup(other.shutdown)
        Thread(target=other.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.port = other.server_port

    def test_token_is_never_sent_to_where_a_redirect_leads(self) -> None:
        for number, host in enumerate(("127.0.0.1", "localhost")):
            self.fault("/archive", times=1, redirect_to=f"http://{host}:{self.port}/stolen")
            sync = self.succeeded(self.repository(f"Infra {number}").push(environment(f"network-{number}")))
            self.assertEqual(sync["attempts"], 2)
        for headers in self.elsewhere:
            self.assertNotIn("authorization", {name.lower() for name in headers})
            self.assertNotIn(TOKEN, str(headers))

    def test_redirect_that_leads_in_a_circle_ends(self) -> None:
        self.fault("/archive", times=5, redirect_to="/rest/api/latest/archive")
        self.succeeded(self.repository().push(environment("network")))


class ProxyTest(ServiceCase):
    def test_proxy_is_used_where_one_is_configured(self) -> None:
        proxy = self.through_proxy("http://127.0.0.1:{port}")
        self.succeeded(self.repository().push(environment("network")))
        self.assertTrue(any("/archive" in target for _, target in proxy.seen), proxy.seen)
        self.assert_all_came_through_the_proxy()

    def test_proxy_gets_its_credentials_and_nobody_else_does(self) -> None:
        proxy = self.through_proxy("http://user:pass%40word@127.0.0.1:{port}", credentials="user:pass@word")
        self.succeeded(self.repository().push(environment("network")))
        self.assertTrue(proxy.seen)
        self.assert_all_came_through_the_proxy()
        self.assertNotIn("pass%40word", self.server.log)
        self.assertNotIn("pass@word", self.server.log)

    def test_proxy_that_refuses_is_named(self) -> None:
        self.through_proxy("http://127.0.0.1:{port}", credentials="user:password")
        commit = self.repository().push(environment("network"))
        self.assertIn("bitbucket.proxy", self.sync_in("retryable", commit)["hint"])

    def test_names_of_the_sample_deployment_set_the_proxy(self) -> None:
        proxy = Proxy()
        self.addCleanup(proxy.close)
        self.server.stop()
        self.serve({"WEBPROXY_HOST": "127.0.0.1", "WEBPROXY_PORT": str(proxy.port)})
        self.succeeded(self.repository().push(environment("network")))
        self.assertTrue(proxy.seen)

    def test_proxy_variables_meant_for_others_are_not_used(self) -> None:
        self.server.stop()
        nowhere = "http://127.0.0.1:9"
        self.serve({"http_proxy": nowhere, "HTTP_PROXY": nowhere, "https_proxy": nowhere, "all_proxy": nowhere})
        self.succeeded(self.repository().push(environment("network")))

    def through_proxy(self, url: str, credentials: str = "") -> Proxy:
        proxy = Proxy(credentials)
        self.addCleanup(proxy.close)
        self.server.stop()
        self.baryon.configure({"bitbucket": {"proxy": url.format(port=proxy.port)}})
        self.serve()
        return proxy

    def assert_all_came_through_the_proxy(self) -> None:
        for entry in self.asked("/repos/"):
            if entry["user_agent"].startswith("baryon"):
                self.assertIn("Via", entry["proxy_headers"], entry)
                self.assertFalse(entry["proxy_authorization"], entry)


class CertificateTest(ServiceCase):
    def start_stand_in(self, *more: str) -> StandInProcess:
        self.certificates = make_certificates(self.folder / "certificates")
        tls = ("--tls-cert", str(self.certificates.certificate), "--tls-key", str(self.certificates.key))
        return super().start_stand_in(*tls, *more)

    def trusting_repository(self) -> Repository:
        repository = self.repository()
        repository.tree.git("config", "http.sslCAInfo", str(self.certificates.authority))
        return repository

    def restart_with(self, **bitbucket: str) -> None:
        self.server.stop()
        self.baryon.configure({"bitbucket": bitbucket})
        self.serve()

    def test_certificate_of_an_unknown_authority_is_refused_until_it_is_configured(self) -> None:
        commit = self.trusting_repository().push(environment("network"))
        sync = self.sync_in("retryable", commit)
        self.assertIn("certificate", sync["reason"].lower())
        self.assertIn("bitbucket.ca_file", sync["hint"])
        self.restart_with(ca_file=str(self.certificates.authority))
        self.succeeded(commit)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])

    def test_certificate_for_another_name_is_refused(self) -> None:
        url = self.stand_in.url.replace("127.0.0.1", "127.0.0.2")
        self.restart_with(ca_file=str(self.certificates.authority), url=url)
        commit = self.trusting_repository().push(environment("network"))
        self.assertEqual(self.sync_in("retryable", commit)["state"], "retryable")
        self.assertEqual(self.baryon.versions("network"), [])

    def test_https_goes_through_a_proxy_unseen(self) -> None:
        proxy = Proxy()
        self.addCleanup(proxy.close)
        self.restart_with(ca_file=str(self.certificates.authority), proxy=f"http://127.0.0.1:{proxy.port}")
        self.succeeded(self.trusting_repository().push(environment("network")))
        self.assertEqual({method for method, _ in proxy.seen}, {"CONNECT"})


if __name__ == "__main__":
    unittest.main()
