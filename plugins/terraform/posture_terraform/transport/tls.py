"""Mutual TLS without I/O: encrypted bytes in and out, no socket."""

import binascii
import os
import ssl
from typing import Self

_ALPN = ["h2"]
_READ_BYTES = 256 * 1024


def server_context(certificate: bytes, key: bytes, client_pem: str) -> ssl.SSLContext:
    """Return a context that serves this certificate and accepts only the one client certificate."""
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
    """Bytes under a path, but never on a disk: `ssl` reads certificates only from paths."""

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
    """No encryption: for a reattached provider, or if TLS is switched off."""

    def opened(self, received: bytes) -> bytes:
        """Return the received bytes."""
        return received

    def sealed(self, plain: bytes) -> bytes:
        """Return the bytes to send."""
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
        """Return the plain bytes of received ones; then send what `sealed(b"")` returns.

        Raises:
            ssl.SSLError: the client certificate is wrong, or the client does not speak TLS.
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
        """Return the encrypted bytes to send; plain bytes wait for the end of the handshake."""
        plain = self._early + plain
        if not self._greeted:
            self._early = plain
            return self._outgoing.read()
        self._early = b""
        view = memoryview(plain)
        while view:
            view = view[self._tls.write(view) :]
        return self._outgoing.read()
