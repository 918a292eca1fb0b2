"""Small templates of both kinds, as files of a repository."""
from __future__ import annotations

from pathlib import Path

Files = dict[str, str]

SCHEMA = """schema:
  format:
    openapi: "3.0.0"
  {kind}_input_type: "Inputs"
  types:
    Inputs:
      type: object
      description: "Inputs of {name}"
      properties:
        size:
          type: string
          description: "How large"
          default: "{marker}"
"""
MANIFEST = """infrastructure:
  templates:
    - file: "cloudformation.yaml"
      rendering_engine: jinja
      template_language: cloudformation
"""
CLOUDFORMATION = """AWSTemplateFormatVersion: "2010-09-09"
Description: {marker}
Resources:
  Topic:
    Type: AWS::SNS::Topic
"""
REGISTRATION = """compatible_environments:
  - {environment}:1
"""


def environment(name: str, major: int = 1, marker: str = "first", below: str = "environments/") -> Files:
    """An environment template; another `marker` is another content. `below` may be empty, or end in a slash."""
    return _template("environment", "infrastructure", f"{below}{name}/v{major}", name, marker)


def service(name: str, major: int = 1, marker: str = "first", into: str = "network", below: str = "services/") -> Files:
    """A service template that can be deployed into the environment template `into`."""
    directory = f"{below}{name}/v{major}"
    files = _template("service", "instance_infrastructure", directory, name, marker)
    return files | {f"{directory}/.template-registration.yaml": REGISTRATION.format(environment=into)}


def broken(name: str, major: int = 1, below: str = "environments/") -> Files:
    """A template whose schema is not even YAML."""
    files = environment(name, major, below=below)
    return files | {f"{below}{name}/v{major}/schema/schema.yaml": "schema: [\n"}


def write(directory: Path, *groups: Files) -> None:
    """Put files below a directory; what is there already is replaced."""
    for group in groups:
        for name, text in group.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


def _template(kind: str, folder: str, directory: str, name: str, marker: str) -> Files:
    return {
        f"{directory}/schema/schema.yaml": SCHEMA.format(kind=kind, name=name, marker=marker),
        f"{directory}/{folder}/manifest.yaml": MANIFEST,
        f"{directory}/{folder}/cloudformation.yaml": CLOUDFORMATION.format(marker=marker),
    }
