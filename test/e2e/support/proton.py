"""A server whose Proton API wants signatures, and bundles to be registered through it."""
from __future__ import annotations

import gzip
import io
import tarfile

from support.baryon import Baryon, Server, Settings
from support.bundles import CLOUDFORMATION, MANIFEST, Files, environment, service
from support.case import FolderCase

OPERATOR = {"id": "BARYONOPERATOR", "secret": "an operator's secret/with+signs", "role": "operator"}
VIEWER = {"id": "BARYONVIEWER", "secret": "a viewer's secret", "role": "viewer"}

PIPELINE_INPUT = """    PipelineInputs:
      type: object
      description: "Inputs of the pipeline"
      properties:
        branch:
          type: string
          description: "What is built"
          default: "main"
"""


def without_directory(files: Files) -> Files:
    """The files of a version directory, by their paths in it."""
    return {name.split("/", 2)[2]: text for name, text in files.items()}


def environment_bundle(marker: str = "first") -> Files:
    return without_directory(environment("any", marker=marker, below=""))


def service_bundle(marker: str = "first") -> Files:
    """Without a pipeline, and without a registration file: the environments come with the call."""
    files = without_directory(service("any", marker=marker, below=""))
    del files[".template-registration.yaml"]
    return files


def with_pipeline(files: Files) -> Files:
    schema = files["schema/schema.yaml"].replace("  types:", '  pipeline_input_type: "PipelineInputs"\n  types:')
    return files | {
        "schema/schema.yaml": schema + PIPELINE_INPUT,
        "pipeline_infrastructure/manifest.yaml": MANIFEST,
        "pipeline_infrastructure/cloudformation.yaml": CLOUDFORMATION.format(marker="pipeline"),
    }


def pack(files: Files, below: str = "") -> bytes:
    """A tar.gz as people make it; `below` stands before each name: `./`, `/`, `vpc/`."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as stream:
        with tarfile.open(fileobj=stream, mode="w") as tar:
            for name, text in files.items():
                member = tarfile.TarInfo(below + name)
                member.size = len(text.encode())
                tar.addfile(member, io.BytesIO(text.encode()))
    return packed.getvalue()


class ProtonCase(FolderCase):
    """With a server that takes an operator's and a viewer's key, made anew for each test."""

    settings: Settings = {"auth": {"access_keys": [OPERATOR, VIEWER]}}

    def setUp(self) -> None:
        super().setUp()
        self.baryon = Baryon(self.folder / "baryon", self.settings)
        self.server = self.serve()

    def serve(self) -> Server:
        server = self.baryon.serve()
        self.addCleanup(server.kill)
        self.addCleanup(self._check_end, server)
        return server

    def upload(self, name: str, files: Files, below: str = "") -> str:
        """Put a bundle where `--source s3={bucket=uploads,key=NAME}` finds it."""
        path = self.baryon.data / "uploads" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pack(files, below))
        return name

    def _check_end(self, server: Server) -> None:
        if server.is_running:
            self.assertEqual(server.stop(), 0, "the server did not end well")
