#!/usr/bin/env python3
"""Archives that are damaged or hostile: refused with a reason, and the service goes on."""
from __future__ import annotations

import gzip
import io
import random
import tarfile
import unittest
from collections.abc import Callable
from pathlib import Path

from support.bundles import Files, environment
from support.case import ServiceCase, Sync

MIB = 1 << 20
Maker = Callable[[tarfile.TarFile], None]


def packed(*makers: Maker) -> bytes:
    """A tar.gz that `makers` write one after the other."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
        for make in makers:
            make(archive)
    return out.getvalue()


def files(group: Files) -> Maker:
    def make(archive: tarfile.TarFile) -> None:
        for name, text in group.items():
            content = text.encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))

    return make


def entry(name: str, **fields: object) -> Maker:
    """One entry without content."""

    def make(archive: tarfile.TarFile) -> None:
        header = tarfile.TarInfo(name)
        for field, value in fields.items():
            setattr(header, field, value)
        archive.addfile(header)

    return make


GOOD = files(environment("network"))


class HostileArchiveTest(ServiceCase):
    """Served in place of what was pushed; asking again would bring the same, so the sync is dead at once."""

    def assert_refused(self, archive: bytes, *words: str) -> Sync:
        """The sync is dead, its reason holds one of `words`, nothing is registered, and the next push works."""
        served = self.folder / "archive.tar.gz"
        served.write_bytes(archive)
        self.fault("/archive", serve_file=str(served))
        repository = self.repository()
        sync = self.sync_of(repository.push(environment("other")))
        self.assertEqual(sync["state"], "dead", sync)
        self.assertTrue(any(word in sync["reason"] for word in words), sync["reason"])
        self.assertNotIn(str(self.folder), sync["reason"])
        self.assertEqual(self.baryon.json("templates"), [])
        self.clear_faults()
        self.succeeded(repository.push(environment("healthy")))
        self.assertEqual(self.baryon.versions("healthy"), ["1.0"])
        return sync

    def test_name_that_climbs_out_of_the_tree_is_refused(self) -> None:
        self.assert_refused(packed(GOOD, files({"environments/../../../outside.txt": "x"})), "outside.txt")

    def test_absolute_name_is_refused(self) -> None:
        self.assert_refused(packed(GOOD, files({"/etc/outside.txt": "x"})), "/etc/outside.txt")

    def test_link_out_of_the_tree_is_refused(self) -> None:
        link = entry("environments/escape", type=tarfile.SYMTYPE, linkname="../../../../etc/passwd")
        self.assert_refused(packed(GOOD, link), "escape")

    def test_absolute_link_is_refused(self) -> None:
        self.assert_refused(packed(GOOD, entry("escape", type=tarfile.SYMTYPE, linkname="/etc/passwd")), "escape")

    def test_file_below_a_link_is_refused(self) -> None:
        link = entry("folder", type=tarfile.SYMTYPE, linkname="environments")
        self.assert_refused(packed(GOOD, link, files({"folder/inside.txt": "x"})), "folder")

    def test_hard_link_is_refused(self) -> None:
        self.assert_refused(packed(GOOD, entry("again", type=tarfile.LNKTYPE, linkname="/etc/passwd")), "again")

    def test_device_is_refused(self) -> None:
        self.assert_refused(packed(GOOD, entry("device", type=tarfile.CHRTYPE, devmajor=1, devminor=3)), "device")

    def test_pipe_is_refused(self) -> None:
        self.assert_refused(packed(GOOD, entry("pipe", type=tarfile.FIFOTYPE)), "pipe")

    def test_name_given_twice_is_refused(self) -> None:
        again = files({"environments/network/v1/schema/schema.yaml": "schema: {}"})
        self.assert_refused(packed(GOOD, again), "schema.yaml")

    def test_bomb_is_stopped(self) -> None:
        def bomb(archive: tarfile.TarFile) -> None:
            header = tarfile.TarInfo("environments/network/v1/zeros")
            header.size = 600 * MIB
            archive.addfile(header, Zeros(header.size))

        sync = self.assert_refused(packed(GOOD, bomb), "ratio", "unpacked", "larger", "more than", "expan")
        self.assertEqual(sync["attempts"], 1)

    def test_endless_number_of_entries_is_stopped(self) -> None:
        # Few files, but each makes sixty directories of its own.
        many = files({"/".join([f"d{number}", *"x" * 60, "file"]): "" for number in range(3_500)})
        self.assert_refused(packed(GOOD, many), "entries")


class DamagedArchiveTest(ServiceCase):
    """May be an accident of the transfer, so it is fetched again before it is given up."""

    settings = {"workers": {"max_attempts": 2}}

    def assert_given_up(self, archive: bytes, attempts: int | None = 2) -> Sync:
        served = self.folder / "archive.tar.gz"
        served.write_bytes(archive)
        self.fault("/archive", serve_file=str(served))
        repository = self.repository()
        sync = self.sync_of(repository.push(environment("other")))
        self.assertEqual(sync["state"], "dead", sync)
        self.assertTrue(sync["reason"])
        if attempts is not None:
            self.assertEqual(sync["attempts"], attempts, sync)
        self.assertEqual(self.baryon.json("templates"), [])
        self.clear_faults()
        self.succeeded(repository.push(environment("healthy")))
        return sync

    def test_archive_cut_inside_gzip(self) -> None:
        whole = packed(GOOD)
        self.assert_given_up(whole[: len(whole) // 2])

    def test_archive_without_its_gzip_trailer(self) -> None:
        self.assert_given_up(packed(GOOD)[:-4])

    def test_archive_with_a_wrong_checksum(self) -> None:
        whole = bytearray(packed(GOOD))
        whole[-6] ^= 1
        self.assert_given_up(bytes(whole))

    def test_tar_that_ends_early_within_whole_gzip(self) -> None:
        tar = gzip.decompress(packed(GOOD))
        self.assert_given_up(gzip.compress(tar[:1500]), attempts=None)

    def test_tar_without_its_end_blocks(self) -> None:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            GOOD(archive)
            end = archive.offset
        self.assert_given_up(gzip.compress(out.getvalue()[:end]), attempts=None)

    def test_text_in_place_of_an_archive(self) -> None:
        self.assert_given_up(b"this is no archive at all\n" * 100)

    def test_gzip_of_something_else(self) -> None:
        self.assert_given_up(gzip.compress(random.Random(1).randbytes(20_000)), attempts=None)


class LargeArchiveTest(ServiceCase):
    def test_large_repository_is_synced_in_bounded_memory(self) -> None:
        repository = self.repository()
        repository.tree.git("config", "core.compression", "0")
        noise = random.Random(7)
        for number in range(12):
            path = repository.tree.directory / f"media/{number}.bin"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(noise.randbytes(8 * MIB))
        self.succeeded(repository.push(environment("network")))
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        peak = next(line for line in self.status_of_process() if line.startswith("VmHWM"))
        if not self.is_sanitized():
            self.assertLess(int(peak.split()[1]), 96 * 1024, "96 MiB of archive must not be held in memory")

    def status_of_process(self) -> list[str]:
        return Path(f"/proc/{self.server.process.pid}/status").read_text().splitlines()

    def is_sanitized(self) -> bool:
        """Sanitizers need many times the memory themselves, and map terabytes of address space."""
        size = next(line for line in self.status_of_process() if line.startswith("VmSize"))
        return int(size.split()[1]) > 1 << 32


class Zeros(io.RawIOBase):
    """So many zero bytes, made as they are read."""

    def __init__(self, size: int):
        self._left = size

    def read(self, size: int = -1) -> bytes:
        count = self._left if size < 0 else min(size, self._left)
        self._left -= count
        return bytes(count)


if __name__ == "__main__":
    unittest.main()
