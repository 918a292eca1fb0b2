"""Listings: branches, tags, commits, and their pages."""
from __future__ import annotations

from typing import Any

from case import REPOSITORY, StandInCase


class RefsTest(StandInCase):
    options = ("--page-limit", "4")

    def get(self, path: str) -> Any:
        answer = self.stand_in.rest("GET", REPOSITORY + path)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json

    def walk(self, path: str) -> list[dict[str, Any]]:
        """All entries, the way a client goes through the pages."""
        values, start = [], 0
        while start is not None:
            page = self.get(f"{path}&start={start}")
            self.assertEqual((page["size"], page["start"]), (len(page["values"]), start))
            self.assertEqual(page["isLastPage"], "nextPageStart" not in page)
            values += page["values"]
            start = page.get("nextPageStart")
        return values

    def test_branches_are_paged_by_what_the_server_allows(self) -> None:
        commit = self.pushed(a="1")
        self.tree.push(*(f"main:b{number:02}" for number in range(9)))
        first = self.get("/branches?limit=1000")
        self.assertEqual((first["limit"], first["nextPageStart"], first["isLastPage"]), (4, 4, False))
        branches = self.walk("/branches?limit=1000")
        self.assertEqual([b["displayId"] for b in branches], [f"b{number:02}" for number in range(9)] + ["main"])
        self.assertEqual({b["latestCommit"] for b in branches}, {commit})
        self.assertEqual([b["displayId"] for b in branches if b["isDefault"]], ["main"])

    def test_filtered_pages_leave_gaps(self) -> None:
        self.pushed(a="1")
        self.tree.push(*(f"main:b{number:02}" for number in range(9)), "main:x1", "main:x2", "main:x3")
        page = self.get("/branches?limit=2&filterText=X")
        self.assertEqual([b["displayId"] for b in page["values"]], ["x1", "x2"])
        self.assertNotEqual(page["nextPageStart"], 2)
        self.assertEqual(len(self.walk("/branches?limit=2&filterText=x")), 3)

    def test_newest_branch_comes_first_when_asked(self) -> None:
        for name, date in (("older", "2024-01-01T00:00:00Z"), ("a-newer", "2024-02-01T00:00:00Z")):
            self.tree.git("commit", "--quiet", "--allow-empty", "--message", name, GIT_COMMITTER_DATE=date)
            self.tree.push(f"main:{name}")
        self.assertEqual([b["displayId"] for b in self.walk("/branches?orderBy=MODIFICATION")], ["a-newer", "older"])
        self.tree.git("commit", "--quiet", "--allow-empty", "--message", "x", GIT_COMMITTER_DATE="2024-03-01T00:00:00Z")
        self.tree.push("main:older")
        self.assertEqual([b["displayId"] for b in self.walk("/branches?orderBy=MODIFICATION")], ["older", "a-newer"])

    def test_wrong_page_arguments_are_refused(self) -> None:
        for query in ("start=-1", "limit=many"):
            self.assertEqual(self.stand_in.rest("GET", f"{REPOSITORY}/branches?{query}").status, 400)

    def test_tags_name_commit_and_tag_object(self) -> None:
        commit = self.pushed(a="1")
        self.tree.git("tag", "--annotate", "--message", "Release", "annotated")
        self.tree.push("annotated", "main:refs/tags/light")
        tags = {tag["displayId"]: tag for tag in self.get("/tags")["values"]}
        self.assertEqual(tags["annotated"]["hash"], self.tree.git("rev-parse", "annotated"))
        self.assertIsNone(tags["light"]["hash"])
        self.assertEqual({tag["latestCommit"] for tag in tags.values()}, {commit})

    def test_default_branch_is_known_before_it_exists(self) -> None:
        expected = {"id": "refs/heads/main", "displayId": "main", "type": "BRANCH"}
        self.assertEqual(self.get("/default-branch"), expected)
        self.assertEqual(self.stand_in.rest("GET", f"{REPOSITORY}/branches/default").status, 204)
        self.tree.commit(a="1")
        self.tree.push("main:other")
        self.assertEqual(self.stand_in.rest("GET", f"{REPOSITORY}/branches/default").status, 404)
        self.tree.push("main")
        self.assertEqual(self.get("/branches/default")["latestCommit"], self.tree.git("rev-parse", "HEAD"))

    def test_commits_run_from_newest_to_oldest(self) -> None:
        hashes = [self.tree.commit(a=str(number)) for number in range(6)]
        self.tree.push("main")
        self.assertEqual([c["id"] for c in self.walk("/commits?until=main")], hashes[::-1])
        self.assertEqual([c["id"] for c in self.get("/commits?until=main&limit=1")["values"]], hashes[-1:])
        between = self.get(f"/commits?since={hashes[2]}&until={hashes[4]}")["values"]
        self.assertEqual([c["id"] for c in between], [hashes[4], hashes[3]])

    def test_missing_start_can_be_ignored(self) -> None:
        self.pushed(a="1")
        path = f"{REPOSITORY}/commits?since={'1' * 40}&until=main"
        self.assertEqual(self.stand_in.rest("GET", path).status, 404)
        self.assertEqual(self.stand_in.rest("GET", f"{path}&ignoreMissing=true").json["size"], 1)

    def test_one_commit_is_found_by_hash_only(self) -> None:
        commit = self.pushed(a="1")
        self.tree.git("tag", "--annotate", "--message", "Release", "v1")
        self.tree.push("v1")
        for name in (commit, self.tree.git("rev-parse", "v1")):
            self.assertEqual(self.get(f"/commits/{name}")["id"], commit)
        refused = self.stand_in.rest("GET", f"{REPOSITORY}/commits/main")
        self.assertTrue(refused.exception_name.endswith(".NoSuchCommitException"))
