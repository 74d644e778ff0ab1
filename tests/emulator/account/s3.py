"""S3: the export that everybody can read, the bucket that does all right, and many in between."""

from typing import Any

import boto3  # type: ignore[import-untyped]  # ships no types

from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME, Account, allow, policy
from tests.emulator.account.kms import DATA_KEY

_BLOCK = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}
_LOGS = "prod-access-logs-acme"
_BY_KEY = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": DATA_KEY}


def seed(aws: Account, n: int) -> None:
    """Make 10 buckets and 3 access points, and 100 buckets and 4 access points more per `n`."""
    story(aws)
    _kept_copy(aws, "prod-orders-acme")
    _watched(aws, "prod-orders-acme")
    _shared(aws, "ml-training-data-acme", "999988887777")
    _bucket(aws, f"sagemaker-{HOME}-{ACCOUNT_ID}", block=_BLOCK)
    _squatted(aws)
    _access_point(aws, "orders-readers", "prod-orders-acme", _BLOCK)
    _access_point(aws, "exports", "prod-customer-exports-acme", _BLOCK | {"BlockPublicAcls": False})
    _everywhere(aws)
    for i in range(100 * n):
        _bucket(
            aws,
            f"team-{i:03}-data-acme",
            block=(None, _BLOCK, _BLOCK | {"BlockPublicPolicy": False})[i % 3],
            public=("", "", "", "", "policy", "acl")[i % 6],
            tls_only=i % 4 == 0,
            versioned=i % 2 == 0,
            encryption=_BY_KEY if i % 5 == 0 else None,
            logged=i % 7 == 0,
        )
        if i % 9 == 0:
            _watched(aws, f"team-{i:03}-data-acme")
        if i % 25 == 3:
            _shared(aws, f"team-{i:03}-data-acme", "999988887777" if i % 2 else ACCOUNT_ID)
            _access_point(aws, f"team-{i:03}", f"team-{i:03}-data-acme", _BLOCK)


def story(aws: Account) -> None:
    """Make 7 buckets."""
    _bucket(aws, _LOGS, block=_BLOCK, tls_only=True, versioned=True)
    _bucket(
        aws,
        "prod-orders-acme",
        block=_BLOCK,
        tls_only=True,
        versioned=True,
        encryption=_BY_KEY,
        logged=True,
    )
    _bucket(aws, "prod-customer-exports-acme", public="policy")
    _bucket(aws, "marketing-site-acme", public="acl", versioned=True)
    _bucket(aws, "ml-training-data-acme", block=_BLOCK | {"BlockPublicPolicy": False})
    _bucket(aws, "build-artifacts-acme", block=_BLOCK, logged=True)
    _bucket(aws, "legacy-backups-acme")


def _bucket(  # a bucket has that many settings
    aws: Account,
    name: str,
    *,
    block: dict[str, bool] | None = None,
    public: str = "",
    tls_only: bool = False,
    versioned: bool = False,
    encryption: dict[str, str] | None = None,
    logged: bool = False,
) -> None:
    s3 = aws.client("s3")
    acl = {"ACL": "public-read"} if public == "acl" else {}
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": HOME}, **acl)
    if block:
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=block)
    statements = _statements(name, public=public == "policy", tls_only=tls_only)
    if statements:
        s3.put_bucket_policy(Bucket=name, Policy=policy(*statements))
    if versioned:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    if encryption:
        rule = {"ApplyServerSideEncryptionByDefault": encryption, "BucketKeyEnabled": True}
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
    if logged:
        _log(aws, name)


def _statements(name: str, *, public: bool, tls_only: bool) -> list[dict[str, Any]]:
    objects = f"arn:aws:s3:::{name}/*"
    found = []
    if name == _LOGS:
        writer = {"Service": "logging.s3.amazonaws.com"}
        found.append(allow("s3:PutObject", objects, Principal=writer))
    if public:
        found.append(allow("s3:GetObject", objects, Principal={"AWS": "*"}))
    if tls_only:
        found.append(
            {
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": "s3:*",
                "Resource": [f"arn:aws:s3:::{name}", objects],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        )
    return found


def _log(aws: Account, name: str) -> None:
    aws.client("s3").put_bucket_logging(
        Bucket=name,
        BucketLoggingStatus={
            "LoggingEnabled": {
                "TargetBucket": _LOGS,
                "TargetPrefix": f"{name}/",
            }
        },
    )


def _kept_copy(aws: Account, name: str) -> None:
    """Let a bucket be copied to another region, and its old versions go."""
    copy = f"{name}-copy"
    s3 = aws.client("s3", FORGOTTEN)
    s3.create_bucket(Bucket=copy, ObjectLockEnabledForBucket=True)
    s3.put_public_access_block(Bucket=copy, PublicAccessBlockConfiguration=_BLOCK)
    s3.put_bucket_versioning(Bucket=copy, VersioningConfiguration={"Status": "Enabled"})
    rule = {
        "ID": "all",
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
        "Destination": {"Bucket": f"arn:aws:s3:::{copy}"},
    }
    aws.client("s3").put_bucket_replication(
        Bucket=name,
        ReplicationConfiguration={
            "Role": f"arn:aws:iam::{ACCOUNT_ID}:role/app-server",
            "Rules": [rule],
        },
    )


def _watched(aws: Account, name: str) -> None:
    s3 = aws.client("s3")
    expiry = {"NoncurrentVersionExpiration": {"NoncurrentDays": 90}}
    rule = {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""}, **expiry}
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})
    topic = {
        "TopicArn": f"arn:aws:sns:{HOME}:{ACCOUNT_ID}:objects",
        "Events": ["s3:ObjectRemoved:*"],
    }
    s3.put_bucket_notification_configuration(
        Bucket=name, NotificationConfiguration={"TopicConfigurations": [topic]}
    )
    owner = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls=owner)


def _shared(aws: Account, name: str, account_id: str) -> None:
    principal = {"AWS": f"arn:aws:iam::{account_id}:root"}
    statement = allow("s3:PutObject", f"arn:aws:s3:::{name}/*", Principal=principal)
    aws.client("s3").put_bucket_policy(Bucket=name, Policy=policy(statement))


def _squatted(aws: Account) -> None:
    """Let a stranger have the bucket that Glue would use."""
    role = "arn:aws:iam::444455556666:role/stranger"
    keys = aws.client("sts").assume_role(RoleArn=role, RoleSessionName="s")["Credentials"]
    boto3.client(
        "s3",
        region_name=HOME,
        endpoint_url=aws.client("s3").meta.endpoint_url,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    ).create_bucket(
        Bucket=f"aws-glue-assets-{ACCOUNT_ID}-{HOME}",
        CreateBucketConfiguration={"LocationConstraint": HOME},
    )


def _access_point(aws: Account, name: str, bucket: str, block: dict[str, bool]) -> None:
    _control(aws, HOME).create_access_point(
        AccountId=ACCOUNT_ID, Name=name, Bucket=bucket, PublicAccessBlockConfiguration=block
    )


def _everywhere(aws: Account) -> None:
    _control(aws, "us-west-2").create_multi_region_access_point(
        AccountId=ACCOUNT_ID,
        ClientToken="once",
        Details={
            "Name": "orders-everywhere",
            "PublicAccessBlock": _BLOCK | {"RestrictPublicBuckets": False},
            "Regions": [{"Bucket": "prod-orders-acme"}, {"Bucket": "prod-orders-acme-copy"}],
        },
    )


def _control(aws: Account, region: str) -> Any:  # noqa: ANN401  # boto3's clients are made at run time
    """Return a client that does not put the account before the endpoint's host, a number."""
    client = aws.client("s3control", region)

    def at_the_endpoint(request: Any, **_: object) -> None:  # noqa: ANN401  # as above
        request.url = request.url.replace(f"//{ACCOUNT_ID}.", "//", 1)

    client.meta.events.register("before-send.s3-control", at_the_endpoint, unique_id="number")
    return client
