"""Branches, tags and commits of a repository."""
from __future__ import annotations

from collections.abc import Callable

from exchange import ApiError, Request, Response, json_response
from git_repository import FULL_HASH, SHORT_HASH, GitRepository, Ref
from repositories import Repositories, Repository
from rest.paging import Pager, page_response
from router import Router
from shapes import Json, Shapes, ref


def no_such_commit(repository: Repository, commit_id: str) -> ApiError:
    text = f"Commit '{commit_id}' does not exist in repository '{repository.slug}'."
    return ApiError(404, "commit.NoSuchCommitException", text)


def resolve(repository: Repository, git: GitRepository, at: str | None) -> str:
    """The commit meant by `at`, without it the default branch's head. Raises 404."""
    if at is None and git.is_empty():
        raise ApiError(404, "repository.EmptyRepositoryException", f"Repository {repository.slug} is empty.")
    wanted = at or git.head()
    commit = git.resolve(wanted)
    if commit:
        return commit
    if at is None:
        text = f"{repository.slug} has no branch '{wanted}', which is its default."
        raise ApiError(404, "repository.NoDefaultBranchException", text)
    raise no_such_commit(repository, wanted)


class Refs:
    """Read-only endpoints about what Git knows."""

    def __init__(self, repositories: Repositories, shapes: Shapes, pager: Pager):
        self._repositories = repositories
        self._shapes = shapes
        self._pager = pager

    def add_to(self, router: Router, base: str) -> None:
        router.add("GET", f"{base}/branches", self.branches)
        router.add("GET", f"{base}/tags", self.tags)
        router.add("GET", f"{base}/default-branch", self.default_branch)
        router.add("GET", f"{base}/branches/default", self.default_branch_with_head)
        router.add("GET", f"{base}/commits", self.commits)
        router.add("GET", f"{base}/commits/{{commit_id}}", self.commit)

    def branches(self, request: Request, key: str, slug: str) -> Response:
        git = self._git(key, slug)
        default = git.head()

        def write(branch: Ref) -> Json:
            return _branch(branch.name, branch.commit, branch.name == default)

        return self._page(request, git.branches(_newest_first(request)), write)

    def tags(self, request: Request, key: str, slug: str) -> Response:
        def write(tag: Ref) -> Json:
            return ref(tag.name) | {"latestCommit": tag.commit, "latestChangeset": tag.commit, "hash": tag.tag_object}

        return self._page(request, self._git(key, slug).tags(_newest_first(request)), write)

    def default_branch(self, request: Request, key: str, slug: str) -> Response:
        return json_response(ref(self._git(key, slug).head()))

    def default_branch_with_head(self, request: Request, key: str, slug: str) -> Response:
        """The older call: nothing for an empty repository, an error when the branch does not exist yet."""
        repository = self._repositories.find(key, slug)
        git = self._repositories.git(repository)
        if git.is_empty():
            return Response(204)
        return json_response(_branch(git.head(), resolve(repository, git, None), True))

    def commits(self, request: Request, key: str, slug: str) -> Response:
        repository = self._repositories.find(key, slug)
        git = self._repositories.git(repository)
        until = resolve(repository, git, request.argument("until"))
        since = self._since(request, repository, git)
        start, limit = self._pager.bounds(request)
        found = git.commits([until], since, limit + 1, skip=start)
        values = [self._shapes.commit(commit) for commit in found[:limit]]
        return page_response(values, start, limit, start + limit if len(found) > limit else None)

    def commit(self, request: Request, key: str, slug: str, commit_id: str) -> Response:
        """One commit by hash; a tag object's hash leads to its commit, names are refused."""
        repository = self._repositories.find(key, slug)
        git = self._repositories.git(repository)
        is_hash = FULL_HASH.fullmatch(commit_id) or SHORT_HASH.fullmatch(commit_id)
        found = git.peel([commit_id])[0] if is_hash else None
        if found is None:
            raise no_such_commit(repository, commit_id)
        commit = git.exactly([found])[0]
        return json_response(self._shapes.commit(commit, git.exactly(commit.parents)))

    def _git(self, key: str, slug: str) -> GitRepository:
        return self._repositories.git(self._repositories.find(key, slug))

    def _since(self, request: Request, repository: Repository, git: GitRepository) -> list[str]:
        since = request.argument("since")
        if since is None:
            return []
        commit = git.resolve(since)
        if commit is None and request.argument("ignoreMissing") != "true":
            raise no_such_commit(repository, since)
        return [commit] if commit else []

    def _page(self, request: Request, refs: list[Ref], write: Callable[[Ref], Json]) -> Response:
        text = request.argument("filterText", "").lower()
        return self._pager.page(request, refs, write, lambda entry: text in entry.name.split("/", 2)[2].lower())


def _branch(name: str, commit: str, is_default: bool) -> Json:
    return ref(name) | {"latestCommit": commit, "latestChangeset": commit, "isDefault": is_default}


def _newest_first(request: Request) -> bool:
    return request.argument("orderBy", "ALPHABETICAL").upper() == "MODIFICATION"
