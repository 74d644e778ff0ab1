"""Names of TLS versions and of parts of ciphers, and which of them are old or broken."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from posture.domain.dated import DatedTable
from posture.domain.evidence import known

# Whether a version is retired.
VERSIONS: Final[DatedTable[bool]] = DatedTable(
    source="https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-17",
    read_on=date(2026, 11, 29),
    note="The recommended policies have TLS 1.2 and 1.3. RFC 8996 and RFC 7568 retired the others.",
    rows={
        "SSLv2": True,
        "SSLv3": True,
        "TLSv1": True,
        "TLSv1.1": True,
        "TLSv1.2": False,
        "TLSv1.3": False,
    },
)
_BROKEN: Final = "ADH AECDH DES EXP EXP1024 MD5 NULL RC2 RC4"
_SOUND: Final = """
    3DES AES128 AES256 CAMELLIA128 CAMELLIA256 CBC CBC3 DHE DSS ECDHE ECDSA EDE EDH GCM IDEA KRB5
    PSK RSA SEED SHA SHA256 SHA384
"""
# Whether a cipher with such a part in its name is broken.
CIPHER_PARTS: Final[DatedTable[bool]] = DatedTable(
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-ssl-security-policy.html",
    read_on=date(2026, 11, 29),
    note=(
        "The page could be read in part. The names are those of published responses of "
        "DescribeLoadBalancerPolicies; which are broken is from RFC 7465, 6151, 5469 and 4346."
    ),
    rows=dict.fromkeys(_BROKEN.split(), True) | dict.fromkeys(_SOUND.split(), False),
)


def retired(versions: Iterable[str], call: str) -> list[str]:
    """Return the retired ones among versions of TLS.

    Raises:
        UnknownFactError: none is retired, and one of them is not known.
    """
    every = sorted(versions)
    found = [one for one in every if VERSIONS.rows.get(one)]
    return found or [one for one in every if known(VERSIONS.of(one, call))]


def broken(ciphers: Iterable[str], call: str) -> list[str]:
    """Return the broken ones among ciphers, which have the names of OpenSSL.

    Raises:
        UnknownFactError: none is broken, and a part of the name of one of them is not known.
    """
    every = sorted(ciphers)
    found = [one for one in every if any(map(CIPHER_PARTS.rows.get, one.split("-")))]
    if not found:
        for part in {part for one in every for part in one.split("-")}:
            known(CIPHER_PARTS.of(part, call))
    return found
