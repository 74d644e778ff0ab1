"""EKS: an open cluster of an old version, a closed one, and a node group in a public subnet."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:eks:{HOME}:{ACCOUNT_ID}"
GROUP = f"{PLACE}:nodegroup/bad/nodes/1"
ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/ops"
LISTINGS = {"eks:ListClusters"}
CLUSTERS: dict[str, dict[str, Any]] = {
    "bad": {
        "version": "1.27",
        "resourcesVpcConfig": {
            "vpcId": "vpc-1",
            "endpointPublicAccess": True,
            "endpointPrivateAccess": False,
        },
        "logging": {"clusterLogging": [{"types": ["api"], "enabled": True}]},
    },
    "good": {
        "version": "1.34",
        "resourcesVpcConfig": {"endpointPublicAccess": False, "endpointPrivateAccess": True},
        "logging": {
            "clusterLogging": [
                {"types": ["audit", "api"], "enabled": True},
                {"types": ["scheduler"], "enabled": False},
            ]
        },
        "encryptionConfig": [{"resources": ["secrets"], "provider": {"keyArn": "arn:k"}}],
        "accessConfig": {"authenticationMode": "API"},
        "deletionProtection": True,
    },
}


def _cluster(received: ReceivedCall) -> Body:
    name = received.path.rpartition("/")[2]
    return {"cluster": {"name": name, "arn": f"{PLACE}:cluster/{name}"} | CLUSTERS[name]}


def _addon(received: ReceivedCall) -> Body:
    name = received.path.split("/")[2]
    settings = {"bad": "# enableNetworkPolicy: true", "good": '{"enableNetworkPolicy": "true"}'}
    return {
        "addon": {
            "addonName": "vpc-cni",
            "clusterName": name,
            "status": "ACTIVE",
            "configurationValues": settings[name],
        }
    }


def _groups(received: ReceivedCall) -> Body:
    return {"nodegroups": ["nodes"] if "/bad/" in received.path else []}


TABLES = """<DescribeRouteTablesResponse><routeTableSet><item><routeTableId>rtb-1</routeTableId>
<vpcId>vpc-1</vpcId><associationSet><item><main>true</main></item>
</associationSet><routeSet><item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock>
<gatewayId>igw-1</gatewayId><state>active</state></item></routeSet><tagSet/></item>
</routeTableSet></DescribeRouteTablesResponse>"""
ANSWERS: dict[str, Recording] = {
    "eks:ListClusters": {"clusters": ["bad", "good"]},
    "eks:DescribeCluster": _cluster,
    "eks:DescribeClusterVersions": {
        "clusterVersions": [
            {"clusterVersion": "1.34", "versionStatus": "STANDARD_SUPPORT"},
            {"clusterVersion": "1.27", "versionStatus": "UNSUPPORTED"},
        ]
    },
    "eks:ListAccessEntries": {"accessEntries": [ROLE]},
    "eks:ListAssociatedAccessPolicies": {
        "associatedAccessPolicies": [
            {
                "policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
                "accessScope": {"type": "cluster"},
            }
        ]
    },
    "eks:DescribeAddon": _addon,
    "eks:ListNodegroups": _groups,
    "eks:DescribeNodegroup": {
        "nodegroup": {
            "nodegroupArn": GROUP,
            "nodegroupName": "nodes",
            "clusterName": "bad",
            "subnets": ["subnet-1"],
            "remoteAccess": {"ec2SshKey": "ops"},
        }
    },
    "ec2:DescribeRouteTables": TABLES,
}
KINDS = {"EksCluster", "EksNodeGroup"}
WRONG = (
    "endpoint_closed_to_internet",
    "endpoint_private_access_enabled",
    "secrets_encrypted_with_cmk",
    "audit_logs_enabled",
    "version_supported",
    "access_through_entries",
    "deletion_protection_enabled",
    "network_policies_enforced",
)
FAILED: dict[str, set[str]] = {
    f"{PLACE}:cluster/bad": {f"eks_cluster_{one}" for one in WRONG},
    f"{PLACE}:cluster/good": set(),
    GROUP: {"eks_node_group_login_restricted", "eks_node_group_in_private_subnets"},
}
CALLS = {"eks:DescribeCluster": 2, "eks:DescribeAddon": 2, "eks:ListNodegroups": 2}
