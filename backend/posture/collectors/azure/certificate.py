"""A certificate as the proof of an application's identity: a signed assertion in place of a secret.

Source: https://learn.microsoft.com/entra/identity-platform/certificate-credentials
"""

import binascii
import re
import ssl
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from time import time
from uuid import uuid4

from posture.collectors.errors import MissingKeysError

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHM = "PS256"
ASSERTION_SECONDS = 300
LARGEST_FILE = 262_144  # bytes
VARIABLE = "AZURE_CLIENT_CERTIFICATE_PATH"
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
KEY = re.compile(r"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.+?-----END \1-----", re.DOTALL)


class Certificate:
    """A certificate and its private key, read anew for each token: both are renewed in place.

    Args:
        path: a PEM file with both.
        password: of an encrypted key; None if it is not encrypted.
    """

    def __init__(self, path: str, password: str | None) -> None:
        self._path = path
        self._password = password

    def assertion(self, *, url: str, client_id: str) -> Mapping[str, str]:
        """Return the members of a token request that prove the identity.

        Args:
            url: the token endpoint, which is the audience of the assertion.
            client_id: the application.

        Raises:
            MissingKeysError: the file has no certificate with an RSA key that can be read.
        """
        from joserfc import jwt  # noqa: PLC0415  # 60 ms that other ways to sign in do not need
        from joserfc.errors import JoseError  # noqa: PLC0415  # as above
        from joserfc.jwk import RSAKey  # noqa: PLC0415  # as above

        text = self._text()
        certificate, key = CERTIFICATE.search(text), KEY.search(text)
        if certificate is None or key is None:
            raise MissingKeysError(f"The file in {VARIABLE} must be PEM, with certificate and key.")
        now = int(time())
        claims = {
            "aud": url,
            "iss": client_id,
            "sub": client_id,
            "jti": str(uuid4()),
            "nbf": now,
            "exp": now + ASSERTION_SECONDS,
        }
        try:
            print_ = sha256(ssl.PEM_cert_to_DER_cert(certificate[0])).digest()
            header = {"alg": ALGORITHM, "x5t#S256": urlsafe_b64encode(print_).decode().rstrip("=")}
            private = RSAKey.import_key(key[0], password=self._password)
            signed = jwt.encode(header, claims, private, algorithms=[ALGORITHM])
        except (JoseError, ValueError, TypeError, binascii.Error) as error:
            raise MissingKeysError(
                f"The private key in {VARIABLE} cannot be used: it must be an RSA key, and an "
                "encrypted one needs AZURE_CLIENT_CERTIFICATE_PASSWORD."
            ) from error
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}

    def _text(self) -> str:
        try:
            with Path(self._path).open(encoding="ascii") as file:
                return file.read(LARGEST_FILE)
        except (OSError, ValueError) as error:
            raise MissingKeysError(f"The file in {VARIABLE} cannot be read.") from error
