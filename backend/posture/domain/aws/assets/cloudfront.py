"""Assets of Amazon CloudFront: distributions."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class Distribution(AwsAsset, frozen=True, kw_only=True):
    """A distribution.

    Attributes:
        aliases: own names of the distribution, beside that of CloudFront.
        plain_paths: paths that viewers can request over HTTP.
        tls_policy: the versions and ciphers of TLS that viewers can use.
        own_certificate: whether it shows a certificate for its own names.
        dedicated_addresses: whether its certificate needs addresses of its own, instead of SNI.
        web_acl: the web ACL; None without one.
        plain_origins: origins that CloudFront can request over HTTP.
        old_tls_origins: origins with which it can speak old TLS versions.
        unsigned_buckets: buckets that it requests without a signature of its own.
        old_signed_buckets: buckets that it requests by an origin access identity.
        unsigned_functions: function URLs that it requests without a signature of its own.
        missing_buckets: names of its buckets that do not exist.
        logged: whether its requests are logged.
        root_object: the object that it returns for `/`; None without one.
        buckets: whether some origin is a bucket.
    """

    service = "cloudfront"
    family = Family.NETWORK
    arn = ArnShape("cloudfront", "distribution/")

    aliases: tuple[str, ...]
    plain_paths: tuple[str, ...]
    tls_policy: str
    own_certificate: bool
    dedicated_addresses: bool
    web_acl: str | None
    plain_origins: tuple[str, ...]
    old_tls_origins: tuple[str, ...]
    unsigned_buckets: tuple[str, ...]
    old_signed_buckets: tuple[str, ...]
    unsigned_functions: tuple[str, ...]
    buckets: bool
    missing_buckets: Fact[tuple[str, ...]]
    logged: Fact[bool]
    root_object: Fact[str | None]
