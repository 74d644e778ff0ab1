"""EMR: a region without its block, a bare cluster in a public subnet, and encrypted ones."""

import json

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording
from tests.integration.collectors.aws.recordings.eks import TABLES

PLACE = f"arn:aws:elasticmapreduce:{HOME}:{ACCOUNT_ID}"
LISTINGS = {"emr:GetBlockPublicAccessConfiguration", "emr:ListClusters"}
KINDS = {"EmrRegion", "EmrCluster"}
BUCKETS = {"S3EncryptionConfiguration": {"EncryptionMode": "SSE-S3"}}
DISKS = {"LocalDiskEncryptionConfiguration": {"EncryptionKeyProviderType": "AwsKms"}}
SECURITY = {"EnableAtRestEncryption": True, "EnableInTransitEncryption": True}


def _cluster(received: ReceivedCall) -> Body:
    name = str(received.members["ClusterId"])
    hosts = (
        {"Ec2SubnetId": "subnet-1"} if name == "j-1" else {"RequestedEc2SubnetIds": ["subnet-2"]}
    )
    one = {"Id": name, "Name": name, "ClusterArn": f"{PLACE}:cluster/{name}"}
    security = {"j-2": "encrypted", "j-3": "buckets"}
    more = {"SecurityConfiguration": security[name]} if name in security else {}
    return {
        "Cluster": one | {"Status": {"State": "WAITING"}, "Ec2InstanceAttributes": hosts} | more
    }


def _security(received: ReceivedCall) -> Body:
    at_rest = BUCKETS if received.members["Name"] == "buckets" else BUCKETS | DISKS
    found = SECURITY | {"AtRestEncryptionConfiguration": at_rest}
    return {"SecurityConfiguration": json.dumps({"EncryptionConfiguration": found})}


def _subnets(received: ReceivedCall) -> Body:
    name = received.members["SubnetId.1"]
    vpc = "vpc-1" if name == "subnet-1" else "vpc-2"
    return (
        f"<DescribeSubnetsResponse><subnetSet><item><subnetId>{name}</subnetId>"
        f"<vpcId>{vpc}</vpcId></item></subnetSet></DescribeSubnetsResponse>"
    )


PRIVATE = """<item><routeTableId>rtb-2</routeTableId><vpcId>vpc-2</vpcId><associationSet><item>
<main>true</main></item></associationSet><routeSet/><tagSet/></item></routeTableSet>"""
ANSWERS: dict[str, Recording] = {
    "emr:GetBlockPublicAccessConfiguration": {
        "BlockPublicAccessConfiguration": {
            "BlockPublicSecurityGroupRules": True,
            "PermittedPublicSecurityGroupRuleRanges": [
                {"MinRange": 22, "MaxRange": 22},
                {"MinRange": 8088},
            ],
        },
        "BlockPublicAccessConfigurationMetadata": {"CreatedByArn": "arn:x"},
    },
    "emr:ListClusters": {
        "Clusters": [
            {"Id": one, "Name": one, "ClusterArn": f"{PLACE}:cluster/{one}"}
            for one in ("j-1", "j-2", "j-3")
        ]
    },
    "emr:DescribeCluster": _cluster,
    "emr:DescribeSecurityConfiguration": _security,
    "ec2:DescribeSubnets": _subnets,
    "ec2:DescribeRouteTables": TABLES.replace("</routeTableSet>", PRIVATE),
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}:region": {"emr_region_public_access_blocked"},
    f"{PLACE}:cluster/j-1": {
        "emr_cluster_in_private_subnets",
        "emr_cluster_encrypted",
        "emr_cluster_traffic_encrypted",
    },
    f"{PLACE}:cluster/j-2": set(),
    f"{PLACE}:cluster/j-3": {"emr_cluster_encrypted"},
}
CALLS = {"emr:DescribeCluster": 3, "emr:DescribeSecurityConfiguration": 2, "ec2:DescribeSubnets": 2}
