"""The self-signed certificate of a provider is valid for other implementations."""

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_private_key

from posture_terraform.transport.certificate import self_signed


def test_it_is_signed_by_the_key_that_comes_with_it() -> None:
    certificate, key = self_signed()
    read = x509.load_der_x509_certificate(certificate)
    read.verify_directly_issued_by(read)
    private = load_der_private_key(key, password=None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    assert read.public_key() == private.public_key()


def test_it_is_for_localhost_now() -> None:
    read = x509.load_der_x509_certificate(self_signed()[0])
    names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert read.not_valid_before_utc < datetime.now(UTC) < read.not_valid_after_utc


def test_no_two_are_alike() -> None:
    read = [x509.load_der_x509_certificate(self_signed()[0]) for _ in range(3)]
    assert len({certificate.serial_number for certificate in read}) == 3
    assert len({certificate.signature for certificate in read}) == 3


def test_many_of_them_verify() -> None:
    for _ in range(25):
        read = x509.load_der_x509_certificate(self_signed()[0])
        read.verify_directly_issued_by(read)
