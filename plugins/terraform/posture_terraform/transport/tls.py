"""Mutual TLS over bytes: the encrypted side comes and goes as bytes, no socket is touched."""

import binascii
import os
import ssl
from typing import Self

_ALPN = ["h2"]
_READ_BYTES = 256 * 1024


def server_context(certificate: bytes, key: bytes, client_pem: str) -> ssl.SSLContext:
    """Serve with our certificate, and only those who prove to hold the one given client's."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=client_pem)
    context.set_alpn_protocols(_ALPN)
    context.num_tickets = 0
    with (
        _Pipe(_pem("CERTIFICATE", certificate)) as first,
        _Pipe(_pem("EC PRIVATE KEY", key)) as second,
    ):
        context.load_cert_chain(first.path, second.path)
    return context


class _Pipe:
    """Bytes under a path that never were on a disk: `ssl` reads certificates from paths alone."""

    def __init__(self, content: bytes) -> None:
        self._reader, writer = os.pipe()
        os.write(writer, content)
        os.close(writer)
        self.path = f"/dev/fd/{self._reader}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        os.close(self._reader)


def _pem(label: str, der: bytes) -> bytes:
    text = binascii.b2a_base64(der, newline=False)
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    edge = label.encode()
    return b"\n".join((b"-----BEGIN %s-----" % edge, *lines, b"-----END %s-----" % edge, b""))


class PlainChannel:
    """No encryption: for a reattached provider and where TLS was switched off."""

    def opened(self, received: bytes) -> bytes:
        """Return the plain bytes in what was received."""
        return received

    def sealed(self, plain: bytes) -> bytes:
        """Return the bytes to send for these plain ones."""
        return plain


class TlsChannel:
    """The server's side of one TLS connection."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._early = b""
        self._greeted = False

    def opened(self, received: bytes) -> bytes:
        """Return the plain bytes in what was received; `sealed(b"")` has what is due in return.

        Raises:
            ssl.SSLError: the client did not prove who it is, or spoke something else than TLS.
        """
        self._incoming.write(received)
        plain = bytearray()
        try:
            if not self._greeted:
                self._tls.do_handshake()
                self._greeted = True
            while data := self._tls.read(_READ_BYTES):
                plain += data
        except ssl.SSLWantReadError:
            pass
        return bytes(plain)

    def sealed(self, plain: bytes) -> bytes:
        """Return the bytes to send; what comes before the handshake's end waits for it."""
        plain = self._early + plain
        if not self._greeted:
            self._early = plain
            return self._outgoing.read()
        self._early = b""
        view = memoryview(plain)
        while view:
            view = view[self._tls.write(view) :]
        return self._outgoing.read()
