"""STARTTLS and TLS: what was asked for to be secret never goes in clear."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.mail.ground import deliver, make_app, message, queue_many
from tests.mail.sink import Sink


@pytest.fixture
def certificate(tmp_path):
    """A certificate for 127.0.0.1 that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sink")])
    now = datetime.now(UTC)  # noqa: TID251  # the certificate must be valid by the real clock
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def sink(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    one = Sink(certificate=context).start()
    yield one
    one.stop()


@pytest.fixture
def secret_app(app, database_url, sink):
    return make_app(database_url, sink.port, MAIL_USE_TLS=True)


def test_a_trusted_certificate_lets_mail_go_encrypted(secret_app, sink, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    queue_many(secret_app, 1)
    assert deliver(secret_app) == 1
    assert [one.encrypted for one in sink.taken] == [True]


def test_an_untrusted_certificate_makes_mail_wait(secret_app, sink):
    queue_many(secret_app, 1)
    assert deliver(secret_app) == 0
    assert (message(secret_app).state, sink.taken, sink.commands) == ("queued", [], [])
    assert "CERTIFICATE_VERIFY_FAILED" in message(secret_app).last_error


def test_a_server_without_starttls_gets_nothing(secret_app, sink):
    sink.stop()
    sink.offers_tls = False
    sink.start()
    queue_many(secret_app, 1)
    assert deliver(secret_app) == 0
    assert (message(secret_app).state, sink.taken, sink.commands) == ("queued", [], [])
    assert "STARTTLS" in message(secret_app).last_error


def test_a_server_that_speaks_no_tls_from_the_start_gets_nothing(app, database_url, sink):
    other = make_app(database_url, sink.port, MAIL_USE_SSL=True)
    queue_many(other, 1)
    assert deliver(other) == 0
    assert (message(other).state, sink.taken, sink.commands) == ("queued", [], [])
    assert "SSLError" in message(other).last_error
