"""Git over HTTP: `git http-backend` as a CGI program, and word of what a push changed."""
from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from exchange import Request, Response, file_chunks, html_response
from git import Git
from repositories import Repositories, Repository

RefUpdate = tuple[str, str, str]  # name, old hash, new hash
OnPush = Callable[[Repository, list[RefUpdate], str], None]
SERVICES = {("GET", "info/refs"), ("POST", "git-upload-pack"), ("POST", "git-receive-pack")}


class GitHttp:
    """Serves clone, fetch and push. Thread-safe."""

    def __init__(self, git: Git, repositories: Repositories, spool: Path, on_push: OnPush):
        self._git = git
        self._repositories = repositories
        self._spool = spool
        self._on_push = on_push
        spool.mkdir(exist_ok=True)

    def answer(self, request: Request, segments: list[str]) -> Response:
        """`segments` is the path below /scm: project, slug.git, and the service."""
        service = "/".join(segments[2:])
        if (request.method, service) not in SERVICES:
            return html_response("Page not found", 404)
        repository = self._repositories.find(segments[0], segments[1].removesuffix(".git"))
        if repository.archived and "git-receive-pack" in (service, *request.query.get("service", [])):
            return html_response("The repository is archived and can only be read", 403)
        if service != "git-receive-pack":
            return self._run(request, repository, service)
        return self._push(request, repository)

    def _push(self, request: Request, repository: Repository) -> Response:
        with tempfile.NamedTemporaryFile(dir=self._spool, prefix="push-", delete=False) as file:
            report = Path(file.name)
        try:
            response = self._run(request, repository, "git-receive-pack", STAND_IN_REF_CHANGES=str(report))
        except BaseException:
            report.unlink()
            raise

        def announce() -> None:
            updates = _ref_updates(report)
            report.unlink()
            if updates:
                self._on_push(repository, updates, request.user or "anonymous")

        response.after = announce
        return response

    def _run(self, request: Request, repository: Repository, service: str, **more: str) -> Response:
        process = subprocess.Popen(
            ["git", "http-backend"],
            env=self._git.environment(**self._cgi_variables(request, repository, service), **more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._git.stderr,
        )
        try:
            # The whole request before any of the answer: http-backend reads it to its end before it writes much.
            _feed(process, request)
            status, headers = _cgi_head(process)
        except BaseException:
            process.kill()
            process.communicate()
            raise
        return Response(status, headers, _cgi_body(process))

    def _cgi_variables(self, request: Request, repository: Repository, service: str) -> dict[str, str]:
        variables = {
            "GIT_PROJECT_ROOT": str(self._repositories.directory),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": f"/{repository.id}.git/{service}",
            "REQUEST_METHOD": request.method,
            "QUERY_STRING": request.target.partition("?")[2],
            "CONTENT_TYPE": request.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
            "REMOTE_USER": request.user or "anonymous",
            "REMOTE_ADDR": "127.0.0.1",
        }
        if request.body.length is not None:  # absent for a chunked body: read to its end
            variables["CONTENT_LENGTH"] = str(request.body.length)
        return variables


def _feed(process: subprocess.Popen[bytes], request: Request) -> None:
    refused = False
    for part in request.body:
        try:
            if not refused:
                process.stdin.write(part)
        except BrokenPipeError:  # it has seen enough and will say why; the client still sends the rest
            refused = True
    try:
        process.stdin.close()
    except BrokenPipeError:
        pass


def _cgi_head(process: subprocess.Popen[bytes]) -> tuple[int, dict[str, str]]:
    status, headers = 200, {}
    while line := process.stdout.readline().decode().strip():
        name, _, value = line.partition(":")
        if name == "Status":
            status = int(value.split()[0])
        else:
            headers[name] = value.strip()
    return (status, headers) if headers else (500, {})


def _cgi_body(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    try:
        yield from file_chunks(process.stdout)
    finally:
        # A push that got this far is carried through, whether or not the client waits for the answer.
        for _ in file_chunks(process.stdout):
            pass
        process.stdout.close()
        process.wait()


def _ref_updates(report: Path) -> list[RefUpdate]:
    rows = report.read_bytes().decode("utf-8", "surrogateescape").split("\n")
    updates = [(name, old, new) for old, new, name in (row.split(" ", 2) for row in rows if row)]
    return [update for update in updates if update[0].startswith(("refs/heads/", "refs/tags/"))]
