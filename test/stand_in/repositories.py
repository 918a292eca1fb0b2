"""Projects and repositories: names, slugs, and ids that outlive a rename."""
from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from exchange import ApiError, bad_request
from git import Git
from git_repository import REVISION_SYNTAX, GitRepository
from state_file import StateFile

PROJECT_KEY = re.compile(r"~[A-Z0-9_.-]+|[A-Z][A-Z0-9_]*")
MAX_SLUG = 128


@dataclass(frozen=True)
class Project:
    """`key` is upper case; it starts with ~ for a user's own project."""

    id: int
    key: str

    @property
    def is_personal(self) -> bool:
        return self.key.startswith("~")


@dataclass(frozen=True)
class Repository:
    """A repository as it is called now; only `id` is for good."""

    id: int
    project: Project
    name: str
    archived: bool = False  # can be read, but not pushed to

    @property
    def slug(self) -> str:
        return slug_of(self.name)

    @property
    def path(self) -> str:
        """As in REST addresses, canonical upper and lower case."""
        return f"/projects/{self.project.key}/repos/{self.slug}"


def slug_of(name: str) -> str:
    """The name as it stands in addresses: letters without accents, other characters folded into dashes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9._-]+", "-", plain.lower())[:MAX_SLUG]


class Repositories:
    """All repositories of the stand-in, kept below one folder. Thread-safe."""

    def __init__(self, root: Path, state: StateFile, git: Git):
        self.directory = root / "repositories"
        self.directory.mkdir(parents=True, exist_ok=True)
        self._git = git
        self._state = state
        self._lock = threading.RLock()
        self._projects = {row["key"]: Project(**row) for row in state.read("projects", [])}
        self._by_id = {row["id"]: self._restored(row) for row in state.read("repositories", [])}
        self._newest_id = state.read("newest_id", 0)

    def all(self) -> list[Repository]:
        with self._lock:
            return sorted(self._by_id.values(), key=lambda repository: repository.id)

    def projects(self) -> list[Project]:
        with self._lock:
            return sorted(self._projects.values(), key=lambda project: project.key)

    def project(self, key: str) -> Project:
        """Raises 404 NoSuchProject."""
        with self._lock:
            found = self._projects.get(key.upper())
        if found is None:
            raise ApiError(404, "project.NoSuchProjectException", f"Project {key} does not exist.")
        return found

    def of_project(self, project: Project) -> list[Repository]:
        return [repository for repository in self.all() if repository.project == project]

    def find(self, key: str, slug: str) -> Repository:
        """By the names in an address, in any case. Raises 404 NoSuchProject or NoSuchRepository."""
        found = self._lookup(self.project(key), slug.lower())
        if found is None:
            raise ApiError(404, "repository.NoSuchRepositoryException", f"Repository {key}/{slug} does not exist.")
        return found

    def git(self, repository: Repository) -> GitRepository:
        return GitRepository(self._git, self.directory / f"{repository.id}.git")

    def create(self, project_key: str, name: str, default_branch: str) -> tuple[Repository, bool]:
        """The repository, and whether it is new: asking twice is no error, so that scripts can start over."""
        _check_name(name)
        if not default_branch or REVISION_SYNTAX.search(default_branch):
            raise bad_request("This is no name for a branch.", "default_branch")
        with self._lock:
            project = self._project_for(project_key)
            existing = self._lookup(project, slug_of(name))
            if existing:
                return existing, False
            self._newest_id = max([self._newest_id, *self._by_id]) + 1
            repository = Repository(self._newest_id, project, name)
            self.git(repository).create(default_branch)
            self._keep(repository)
            return repository, True

    def rename(self, repository: Repository, name: str, project_key: str) -> Repository:
        """Give a repository another name or project. Its id stays. Raises 409 if the slug is taken there."""
        _check_name(name)
        with self._lock:
            renamed = replace(repository, name=name, project=self._project_for(project_key))
            holder = self._lookup(renamed.project, renamed.slug)
            if holder and holder.id != repository.id:
                raise ApiError(409, "repository.DuplicateRepositoryException", "The name is taken.", "name")
            self._keep(renamed)
            return renamed

    def archive(self, repository: Repository, archived: bool) -> Repository:
        """Archive a repository, or bring it back."""
        with self._lock:
            changed = replace(repository, archived=archived)
            self._keep(changed)
            return changed

    def delete(self, repository: Repository) -> None:
        """It is not found any more; its number is never given again."""
        with self._lock:
            self._newest_id = max(self._newest_id, *self._by_id)
            del self._by_id[repository.id]
            self._write()

    def _lookup(self, project: Project, slug: str) -> Repository | None:
        return next((r for r in self.all() if r.project == project and r.slug == slug), None)

    def _project_for(self, key: str) -> Project:
        key = key.upper()
        if not PROJECT_KEY.fullmatch(key):
            raise bad_request("A project key is letters, digits and underscores, or ~ and a user.", "project")
        if key not in self._projects:
            self._projects[key] = Project(len(self._projects) + 1, key)
            self._state.write("projects", [asdict(project) for project in self._projects.values()])
        return self._projects[key]

    def _keep(self, repository: Repository) -> None:
        self._by_id[repository.id] = repository
        self._write()

    def _write(self) -> None:
        rows = [
            {"id": r.id, "project": r.project.key, "name": r.name, "archived": r.archived}
            for r in self._by_id.values()
        ]
        self._state.write("repositories", rows)
        self._state.write("newest_id", self._newest_id)

    def _restored(self, row: dict) -> Repository:
        return Repository(row["id"], self._projects[row["project"]], row["name"], row.get("archived", False))


def _check_name(name: str) -> None:
    if not name or not slug_of(name).strip("-."):
        raise bad_request("A name needs letters or digits.", "name")
