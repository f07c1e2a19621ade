"""The pinned certificate authority: no other is believed (security.md section 5, row 21)."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core.domain.errors import KnownError
from sync import protocol
from sync.accounts.account import probe_server
from tests.support.quiet_http import QuietServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HELLO = protocol.Hello(
    service=protocol.SERVICE,
    server_time="2026-11-20T02:20:00.000Z",
    epoch="e1",
    app_version="0.1.0",
    protocol=1,
    push_versions=(1,),
    pull_versions=(1,),
    rules_version=1,
)


class Hello(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = msgspec.json.encode(HELLO)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Make a certificate for 127.0.0.1 that signs itself; give its file and that of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    return public, private


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(tmp_path, "ours"))
    with QuietServer(("127.0.0.1", 0), Hello) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"https://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_the_pinned_authority_is_believed(address: str, tmp_path: Path) -> None:
    assert probe_server(address, tmp_path / "ours.pem") == HELLO


@pytest.mark.parametrize(("name", "code"), [("authority", "NO_AUTHORITY"), ("other", "TLS_NOT_TRUSTED")])
def test_without_it_the_sentence_says_what_to_put_where(
    address: str, tmp_path: Path, name: str, code: str
) -> None:
    certificate(tmp_path, "other")
    with pytest.raises(KnownError) as error:
        probe_server(address, tmp_path / f"{name}.pem")
    assert error.value.code == code
    assert "authority.pem" in error.value.message
    assert str(tmp_path / f"{name}.pem") in error.value.message
