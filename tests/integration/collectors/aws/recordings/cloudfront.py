"""CloudFront: a careless distribution and a careful one, with their buckets."""

from tests.emulator.account.account import ACCOUNT_ID
from tests.emulator.faults import error
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:cloudfront::{ACCOUNT_ID}:distribution"
ACL = f"arn:aws:wafv2:us-east-1:{ACCOUNT_ID}:global/webacl/cdn/1"
LISTINGS = {"cloudfront:ListDistributions"}
KINDS = {"Distribution"}


def _list(name: str, *members: str) -> str:
    items = f"<Items>{''.join(members)}</Items>" if members else ""
    return f"<{name}><Quantity>{len(members)}</Quantity>{items}</{name}>"


def _custom(domain: str, policy: str, version: str) -> str:
    protocols = _list("OriginSslProtocols", f"<SslProtocol>{version}</SslProtocol>")
    return (
        f"<Origin><Id>{domain}</Id><DomainName>{domain}</DomainName><CustomOriginConfig>"
        f"<HTTPPort>80</HTTPPort><HTTPSPort>443</HTTPSPort>{protocols}"
        f"<OriginProtocolPolicy>{policy}</OriginProtocolPolicy></CustomOriginConfig></Origin>"
    )


def _bucket(domain: str, control: str = "") -> str:
    return (
        f"<Origin><Id>{domain}</Id><DomainName>{domain}</DomainName><S3OriginConfig>"
        "<OriginAccessIdentity></OriginAccessIdentity></S3OriginConfig>"
        f"<OriginAccessControlId>{control}</OriginAccessControlId></Origin>"
    )


def _distribution(name: str, origins: str, viewers: str, certificate: str, acl: str) -> str:
    return (
        f"<DistributionSummary><Id>{name}</Id><ARN>{PLACE}/{name}</ARN><Status>Deployed</Status>"
        f"<DomainName>{name}.cloudfront.net</DomainName>{_list('Aliases')}{origins}"
        f"<DefaultCacheBehavior><ViewerProtocolPolicy>{viewers}</ViewerProtocolPolicy>"
        f"</DefaultCacheBehavior>{_list('CacheBehaviors')}"
        f"<ViewerCertificate>{certificate}</ViewerCertificate><WebACLId>{acl}</WebACLId>"
        "</DistributionSummary>"
    )


BAD = _distribution(
    "bad",
    _list(
        "Origins",
        _custom("a.example.com", "match-viewer", "TLSv1"),
        _custom("abc.lambda-url.eu-west-1.on.aws", "https-only", "TLSv1.2"),
        _bucket("gone.s3.eu-west-1.amazonaws.com"),
    ),
    "allow-all",
    "<CloudFrontDefaultCertificate>true</CloudFrontDefaultCertificate>"
    "<MinimumProtocolVersion>TLSv1</MinimumProtocolVersion>",
    "",
)
GOOD = _distribution(
    "good",
    _list(
        "Origins",
        _custom("b.example.com", "https-only", "TLSv1.2"),
        _bucket("data.s3.amazonaws.com", "E1"),
    ),
    "redirect-to-https",
    "<ACMCertificateArn>arn:x</ACMCertificateArn><SSLSupportMethod>sni-only</SSLSupportMethod>"
    "<MinimumProtocolVersion>TLSv1.2_2021</MinimumProtocolVersion>",
    ACL,
)


def _listed(received: ReceivedCall) -> Body:
    last = "Marker" in received.members
    more = "false" if last else "true"
    return (
        f"<DistributionList><Marker></Marker><NextMarker>{'' if last else 'bad'}</NextMarker>"
        f"<MaxItems>100</MaxItems><IsTruncated>{more}</IsTruncated><Quantity>1</Quantity>"
        f"<Items>{GOOD if last else BAD}</Items></DistributionList>"
    )


def _config(received: ReceivedCall) -> Body:
    root = "index.html" if "/good/" in received.path else ""
    return (
        f"<DistributionConfig><CallerReference>r</CallerReference>"
        f"<DefaultRootObject>{root}</DefaultRootObject>"
        "<Logging><Enabled>false</Enabled></Logging></DistributionConfig>"
    )


def _head(received: ReceivedCall) -> Body:
    missing = received.path.strip("/") == "gone"
    return error(received.call, "404", 404) if missing else ""


ANSWERS: dict[str, Recording] = {
    "cloudfront:ListDistributions": _listed,
    "cloudfront:GetDistributionConfig": _config,
    "logs:DescribeDeliverySources": {
        "deliverySources": [{"name": "cdn", "resourceArns": [f"{PLACE}/good"]}]
    },
    "s3:HeadBucket": _head,
}
WRONG = (
    "https_required",
    "tls_policy_current",
    "own_certificate",
    "waf_attached",
    "access_logged",
    "default_root_object_set",
    "origins_encrypted",
    "origin_old_tls_refused",
    "bucket_origins_exist",
    "bucket_origins_signed",
    "function_origins_signed",
)
FAILED: dict[str, set[str]] = {
    f"{PLACE}/bad": {f"cloudfront_distribution_{one}" for one in WRONG},
    f"{PLACE}/good": set(),
}
CALLS = {
    "cloudfront:ListDistributions": 2,
    "cloudfront:GetDistributionConfig": 2,
    "s3:HeadBucket": 2,
}
