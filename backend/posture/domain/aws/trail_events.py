"""Names that CloudTrail gives to events, their sources and their resources."""

from datetime import date
from typing import Final

from posture.domain.dated import DatedFacts

_READ_ON: Final = date(2026, 11, 29)
_S3: Final = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html"
_S3_NOTE: Final = (
    "Names for legal holds, retention, tags, torrents and Select are operations of the API."
)
S3_READS: Final[DatedFacts[tuple[str, ...]]] = DatedFacts(
    source=_S3,
    read_on=_READ_ON,
    note=_S3_NOTE,
    facts=(
        "GetObject",
        "GetObjectAcl",
        "GetObjectAttributes",
        "GetObjectLegalHold",
        "GetObjectRetention",
        "GetObjectTagging",
        "GetObjectTorrent",
        "HeadObject",
        "ListMultipartUploads",
        "ListObjects",
        "ListObjectVersions",
        "ListParts",
        "SelectObjectContent",
    ),
)
S3_WRITES: Final[DatedFacts[tuple[str, ...]]] = DatedFacts(
    source=_S3,
    read_on=_READ_ON,
    note=_S3_NOTE,
    facts=(
        "AbortMultipartUpload",
        "CompleteMultipartUpload",
        "CopyObject",
        "CreateMultipartUpload",
        "DeleteObject",
        "DeleteObjects",
        "DeleteObjectTagging",
        "PostObject",
        "PutObject",
        "PutObjectAcl",
        "PutObjectLegalHold",
        "PutObjectRetention",
        "PutObjectTagging",
        "RestoreObject",
        "UploadPart",
        "UploadPartCopy",
    ),
)
# Sources with so many events that AWS lets a trail leave them out.
OPTIONAL_SOURCES: Final[DatedFacts[frozenset[str]]] = DatedFacts(
    source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html",
    read_on=_READ_ON,
    facts=frozenset({"kms.amazonaws.com", "rdsdata.amazonaws.com"}),
)
# Calls of a model are management events; these are data events, which nothing records by default.
BEDROCK_TYPES: Final[DatedFacts[tuple[str, ...]]] = DatedFacts(
    source="https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html",
    read_on=_READ_ON,
    note="PromptVersion is CloudTrail's own name for what the page calls Prompt.",
    facts=(
        "AWS::Bedrock::AgentAlias",
        "AWS::Bedrock::AsyncInvoke",
        "AWS::Bedrock::FlowAlias",
        "AWS::Bedrock::Guardrail",
        "AWS::Bedrock::InlineAgent",
        "AWS::Bedrock::KnowledgeBase",
        "AWS::Bedrock::Model",
        "AWS::Bedrock::Prompt",
        "AWS::Bedrock::PromptVersion",
    ),
)
