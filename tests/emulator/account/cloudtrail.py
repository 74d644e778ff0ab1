"""CloudTrail: trails without validation of their files, and one that records reads."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME, Account
from tests.emulator.account.kms import DATA_KEY

_BUCKET = "prod-access-logs-acme"
_GROUP = f"arn:aws:logs:{HOME}:{ACCOUNT_ID}:log-group:trail:*"
_ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/app-server"
# The response of GetEventSelectors for a trail without selectors.
_DEFAULT = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}
_OBJECTS = [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]
_SELECTORS: tuple[dict[str, Any], ...] = (
    {"EventSelectors": [_DEFAULT]},
    {"EventSelectors": [_DEFAULT | {"ReadWriteType": "WriteOnly"}]},
    {"EventSelectors": [_DEFAULT | {"DataResources": _OBJECTS}]},
    {"EventSelectors": [_DEFAULT | {"ReadWriteType": "ReadOnly", "DataResources": _OBJECTS}]},
    {
        "AdvancedEventSelectors": [
            {
                "Name": "agents",
                "FieldSelectors": [
                    {"Field": "eventCategory", "Equals": ["Data"]},
                    {"Field": "resources.type", "Equals": ["AWS::Bedrock::AgentAlias"]},
                ],
            }
        ]
    },
)


def seed(aws: Account, n: int) -> None:
    """Make 4 trails, and 5 more per `n`."""
    story(aws)
    _trail(
        aws,
        "object-access",
        IsMultiRegionTrail=True,
        EnableLogFileValidation=True,
        KmsKeyId=DATA_KEY,
        CloudWatchLogsLogGroupArn=_GROUP,
        CloudWatchLogsRoleArn=_ROLE,
        selectors=_SELECTORS[2],
        insights=True,
    )
    _trail(aws, "public-bucket", bucket="marketing-site-acme", selectors=_SELECTORS[1])
    _trail(aws, "stopped-2021", region=FORGOTTEN, logging=False)
    for i in range(5 * n):
        _trail(
            aws,
            f"team-{i:02}",
            IsMultiRegionTrail=i % 2 == 0,
            EnableLogFileValidation=i % 3 == 0,
            selectors=_SELECTORS[i % len(_SELECTORS)],
            logging=i % 10 != 4,
        )


def story(aws: Account) -> None:
    """Make 1 trail."""
    _trail(aws, "home-only")


def _trail(  # a trail has that many settings
    aws: Account,
    name: str,
    *,
    region: str = HOME,
    bucket: str = _BUCKET,
    selectors: dict[str, Any] = _SELECTORS[0],
    logging: bool = True,
    insights: bool = False,
    **more: Any,  # noqa: ANN401  # request members
) -> None:
    cloudtrail = aws.client("cloudtrail", region)
    cloudtrail.create_trail(Name=name, S3BucketName=bucket, **more)
    cloudtrail.put_event_selectors(TrailName=name, **selectors)
    if insights:
        cloudtrail.put_insight_selectors(
            TrailName=name, InsightSelectors=[{"InsightType": "ApiCallRateInsight"}]
        )
    if logging:
        cloudtrail.start_logging(Name=name)
