#!/usr/bin/env python3
"""A stand-in for Bitbucket Data Center on loopback: real Git repositories, webhooks and REST."""
from __future__ import annotations

import argparse
import json
import signal
import threading
from pathlib import Path

from http_server import HttpServer, tls_context
from stand_in import Settings, StandIn
from webhooks import EVERYWHERE, Webhook


def main() -> None:
    options = _options()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)
    try:
        _serve(options)
    except KeyboardInterrupt:  # asked to end
        pass


def _serve(options: argparse.Namespace) -> None:
    tls = tls_context(options.tls_cert, options.tls_key) if options.tls_cert else None
    stopping = threading.Event()  # ends pauses, so that no delayed answer holds the program up
    with HttpServer(options.port, tls, stopping.wait, options.verbose) as server:
        settings = _settings(options, server.server_port)
        server.application = StandIn(settings, stopping.wait).answer
        print(json.dumps({"url": settings.base_url, "port": server.server_port}), flush=True)
        try:
            server.serve_forever()
        finally:
            stopping.set()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help="folder for repositories and state; made if missing")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--context-path", default="", help="such as /bitbucket")
    token = parser.add_mutually_exclusive_group(required=True)
    token.add_argument("--token", help="access token that clients must show")
    token.add_argument("--token-file", type=Path)
    parser.add_argument("--webhook-url", help="called about every repository")
    secret = parser.add_mutually_exclusive_group()
    secret.add_argument("--webhook-secret", default="")
    secret.add_argument("--webhook-secret-file", type=Path)
    parser.add_argument("--open-push", action="store_true", help="clone, fetch and push without credentials")
    parser.add_argument("--page-limit", type=int, default=1000, help="most entries on a REST page")
    parser.add_argument("--tls-cert", type=Path)
    parser.add_argument("--tls-key", type=Path)
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("--verbose", action="store_true", help="log requests and Git's messages to stderr")
    loudness.add_argument("--quiet", dest="verbose", action="store_false", help="the default")
    options = parser.parse_args()
    if bool(options.tls_cert) != bool(options.tls_key):
        parser.error("--tls-cert and --tls-key go together")
    return options


def _settings(options: argparse.Namespace, port: int) -> Settings:
    root = options.root.resolve()
    root.mkdir(parents=True, exist_ok=True)
    context = options.context_path.strip("/")
    context_path = f"/{context}" if context else ""
    scheme = "https" if options.tls_cert else "http"
    token = options.token or options.token_file.read_text().strip()
    if not token:
        raise SystemExit("the access token is empty")
    secret = options.webhook_secret_file.read_text().strip() if options.webhook_secret_file else options.webhook_secret
    return Settings(
        root=root,
        base_url=f"{scheme}://127.0.0.1:{port}{context_path}",
        context_path=context_path,
        token=token,
        open_push=options.open_push,
        page_limit=options.page_limit,
        webhook=Webhook(0, EVERYWHERE, options.webhook_url, secret=secret) if options.webhook_url else None,
        verbose=options.verbose,
    )


if __name__ == "__main__":
    main()
