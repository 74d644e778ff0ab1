"""The regions of AWS by partition, those that are opened to customers later included."""

from datetime import date
from types import MappingProxyType
from typing import Final

from posture.domain.dated import DatedTable

PARTITIONS: Final = MappingProxyType(
    {
        "aws": (
            "af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 "
            "ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 "
            "ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 eu-central-1 "
            "eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 "
            "il-central-1 me-central-1 me-south-1 me-west-1 mx-central-1 sa-east-1 sa-west-1 "
            "us-east-1 us-east-2 us-west-1 us-west-2"
        ),
        "aws-cn": "cn-north-1 cn-northwest-1",
        "aws-eusc": "eusc-de-east-1",
        "aws-iso": "us-iso-east-1 us-iso-west-1",
        "aws-iso-b": "us-isob-east-1 us-isob-west-1",
        "aws-iso-e": "eu-isoe-west-1",
        "aws-iso-f": "us-isof-east-1 us-isof-south-1",
        "aws-us-gov": "us-gov-east-1 us-gov-west-1",
    }
)
REGIONS: Final = frozenset(name for names in PARTITIONS.values() for name in names.split())

# Where services that are too new for botocore's list of regions certainly exist. In another region
# a name that does not resolve means that the service does not exist there.
FIRST_REGIONS: Final[DatedTable[frozenset[str]]] = DatedTable(
    source="https://aws.amazon.com/blogs/aws/introducing-amazon-s3-vectors-first-cloud-storage-with-native-vector-support-at-scale/",
    read_on=date(2026, 11, 29),
    note=(
        "Those of S3 Tables are of the page s3-tables-regions-quotas of the user guide of S3, and "
        "the three regions of its announcement in December 2024."
    ),
    rows={
        "s3tables": frozenset(
            {
                "af-south-1",
                "ap-east-1",
                "ap-northeast-1",
                "ap-northeast-2",
                "ap-northeast-3",
                "ap-south-1",
                "ap-south-2",
                "ap-southeast-1",
                "ap-southeast-2",
                "ap-southeast-3",
                "ap-southeast-4",
                "ap-southeast-5",
                "ap-southeast-7",
                "ca-central-1",
                "us-east-1",
                "us-east-2",
                "us-west-2",
            }
        ),
        "s3vectors": frozenset(
            {"ap-southeast-2", "eu-central-1", "us-east-1", "us-east-2", "us-west-2"}
        ),
    },
)
