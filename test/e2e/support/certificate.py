"""A certificate authority of our own, made by the openssl command, and a certificate for 127.0.0.1 signed by it."""
from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
EXTENSIONS = "subjectAltName=IP:127.0.0.1,DNS:localhost\nbasicConstraints=critical,CA:false\n"


@dataclass(frozen=True)
class Certificates:
    authority: Path
    certificate: Path
    key: Path


def make_certificates(folder: Path) -> Certificates:
    folder.mkdir(parents=True)
    authority, authority_key = folder / "authority.pem", folder / "authority.key"
    certificate, key, asked = folder / "server.pem", folder / "server.key", folder / "server.csr"
    extensions = folder / "extensions"
    extensions.write_text(EXTENSIONS)
    subject = ("-subj", "/CN=Authority of a test")
    _openssl("req", "-x509", *NEW_KEY, *subject, "-days", "2", "-keyout", authority_key, "-out", authority)
    _openssl("req", "-new", *NEW_KEY, "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", asked)
    signer = ("-CA", authority, "-CAkey", authority_key, "-CAcreateserial")
    _openssl("x509", "-req", "-in", asked, *signer, "-days", "2", "-extfile", extensions, "-out", certificate)
    return Certificates(authority, certificate, key)


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
