"""Responses that contradict each other, with what the collector says of them."""

from typing import Any, NamedTuple

ARN = "arn:aws:x:eu-central-1:111122223333:thing/1"
TABLE = {"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"Main": True}]}
CLOSED = {
    "GroupId": "sg-1",
    "GroupName": "closed",
    "IpPermissions": [],
    "IpPermissionsEgress": [],
}
RULE = {
    "IpProtocol": "-1",
    "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
    "Ipv6Ranges": [],
    "PrefixListIds": [],
}
OPEN = CLOSED | {"IpPermissions": [RULE]}
ROUTE = {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}
ROUTED = TABLE | {"Routes": [ROUTE]}
ACL = {
    "NetworkAclId": "acl-1",
    "IsDefault": False,
    "Associations": [{"SubnetId": "subnet-1"}],
    "Entries": [],
}
ALB = {"Type": "application"}
HTTPS = {"Protocol": "HTTPS", "Port": 443, "SslPolicy": "modern"}
PUBLIC = {
    "Engine": "postgres",
    "PubliclyAccessible": True,
    "Endpoint": {"Port": 5432},
    "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}],
    "DBSubnetGroup": {"VpcId": "vpc-1", "Subnets": [{"SubnetIdentifier": "subnet-1"}]},
}
INTERFACE = {
    "SubnetId": "subnet-1",
    "VpcId": "vpc-1",
    "PrivateIpAddresses": [{"Association": {"PublicIp": "198.51.100.7"}}],
    "Groups": [{"GroupId": "sg-1"}],
}
AGENT = {
    "agentId": "A",
    "agentStatus": "PREPARED",
    "foundationModel": "nova",
    "agentResourceRoleArn": f"{ARN}role/r",
}
GUARDED = {"guardrailConfiguration": {"guardrailIdentifier": "g1", "guardrailVersion": "1"}}


class Contradiction(NamedTuple):
    """A fact, what the listing shows, what else responds, and what contradicts."""

    asset: str
    fact: str
    data: dict[str, Any]
    responses: dict[str, Any]
    reason: str


CONTRADICTIONS = [
    Contradiction(
        "LoadBalancer",
        "tls",
        ALB,
        {"elbv2:DescribeListeners": [HTTPS], "elbv2:DescribeSSLPolicies": []},
        "TLS policy modern of port 443 is not described",
    ),
    Contradiction(
        "LoadBalancer",
        "tls",
        ALB,
        {
            "elbv2:DescribeListeners": [HTTPS | {"SslPolicy": None}],
            "elbv2:DescribeSSLPolicies": [],
        },
        "TLS policy none of port 443 is not described",
    ),
    Contradiction(
        "LoadBalancer",
        "tls",
        ALB,
        {
            "elbv2:DescribeListeners": [HTTPS],
            "elbv2:DescribeSSLPolicies": [{"Name": "modern", "SslProtocols": ["TLSv1.2"]}],
        },
        "TLS policy modern of port 443 is not described",
    ),
    Contradiction(
        "LoadBalancer",
        "plain",
        ALB,
        {
            "elbv2:DescribeListeners": [{"Protocol": "HTTP", "Port": 80, "ListenerArn": "l"}],
            "elbv2:DescribeRules": [],
        },
        "a listener without default rule",
    ),
    Contradiction(
        "LoadBalancer",
        "listeners",
        ALB,
        {"elbv2:DescribeListeners": [{"Port": 80}]},
        "a listener without protocol",
    ),
    Contradiction(
        "LoadBalancer",
        "open_groups",
        {"Type": "application", "SecurityGroups": ["sg-2"]},
        {"ec2:DescribeSecurityGroups": [CLOSED]},
        "sg-2 is not listed",
    ),
    Contradiction(
        "RdsInstance",
        "open_groups",
        PUBLIC | {"VpcSecurityGroups": []},
        {},
        "it is public and has no security group",
    ),
    Contradiction(
        "RdsInstance", "open_groups", PUBLIC | {"Endpoint": {}}, {}, "it is public and has no port"
    ),
    Contradiction(
        "RdsInstance",
        "public_subnet",
        PUBLIC | {"DBSubnetGroup": {}},
        {},
        "it is public and has no subnet",
    ),
    Contradiction(
        "RdsInstance",
        "public_subnet",
        PUBLIC,
        {"ec2:DescribeRouteTables": []},
        "subnet-1 has no route table",
    ),
    Contradiction("RdsInstance", "tls_required", PUBLIC, {}, "it has no parameter group"),
    Contradiction("RdsCluster", "tls_required", PUBLIC, {}, "it has no parameter group"),
    Contradiction(
        "RdsInstance",
        "cluster",
        {"DBClusterIdentifier": "ledger"},
        {"rds:DescribeDBClusters": [{"DBClusterIdentifier": "shop"}]},
        "the cluster ledger is not listed",
    ),
    Contradiction(
        "RdsCluster",
        "members",
        {"DBClusterMembers": [{"DBInstanceIdentifier": one} for one in ("ledger-1", "ledger-2")]},
        {"rds:DescribeDBInstances": [{"DBInstanceIdentifier": "ledger-1"}]},
        "the instance ledger-2 is not listed",
    ),
    Contradiction(
        "RdsInstanceSnapshot",
        "shared_with",
        {},
        {"rds:DescribeDBSnapshotAttributes": {"DBSnapshotAttributesResult": {}}},
        "a manual snapshot without restore attribute",
    ),
    Contradiction(
        "Instance",
        "internet_paths",
        {"NetworkInterfaces": [INTERFACE]},
        {"ec2:DescribeRouteTables": []},
        "subnet-1 has no route table",
    ),
    Contradiction(
        "Instance",
        "internet_paths",
        {"NetworkInterfaces": [INTERFACE | {"Groups": []}]},
        {"ec2:DescribeRouteTables": [ROUTED]},
        "an interface has no security group",
    ),
    Contradiction(
        "Instance",
        "internet_paths",
        {"NetworkInterfaces": [INTERFACE]},
        {"ec2:DescribeRouteTables": [ROUTED], "ec2:DescribeSecurityGroups": []},
        "sg-1 is not listed",
    ),
    Contradiction(
        "Instance",
        "internet_paths",
        {"NetworkInterfaces": [INTERFACE]},
        {
            "ec2:DescribeRouteTables": [ROUTED],
            "ec2:DescribeSecurityGroups": [OPEN],
            "ec2:DescribeNetworkAcls": [ACL],
        },
        "acl-1 has no entries",
    ),
    Contradiction(
        "Instance",
        "internet_paths",
        {"NetworkInterfaces": [INTERFACE]},
        {"ec2:DescribeRouteTables": [TABLE | {"Routes": [ROUTE | {"GatewayId": None}]}]},
        "an active route without target",
    ),
    Contradiction(
        "Instance",
        "internet_paths",
        {"NetworkInterfaces": [INTERFACE]},
        {"ec2:DescribeRouteTables": [ROUTED | {"Associations": [{"Main": False}]}]},
        "an association of rtb-1 with nothing",
    ),
    Contradiction(
        "Instance",
        "internet_paths",
        {"NetworkInterfaces": [INTERFACE]},
        {
            "ec2:DescribeRouteTables": [ROUTED],
            "ec2:DescribeSecurityGroups": [
                OPEN | {"IpPermissions": [RULE | {"IpProtocol": "tcp", "FromPort": 22}]}
            ],
        },
        "a rule for tcp without ports",
    ),
    Contradiction(
        "Instance",
        "in_default_vpc",
        {"VpcId": "vpc-1"},
        {"ec2:DescribeVpcs": []},
        "vpc-1 is not listed",
    ),
    Contradiction(
        "LaunchTemplate",
        "versions",
        {"LaunchTemplateId": "lt-1", "DefaultVersionNumber": 1},
        {"ec2:DescribeLaunchTemplateVersions": []},
        "the default version is not described",
    ),
    Contradiction(
        "LambdaFunction",
        "zones",
        {"VpcConfig": {"SubnetIds": ["subnet-1"]}},
        {"ec2:DescribeSubnets": []},
        "subnet-1 is not listed",
    ),
    Contradiction(
        "EfsFileSystem",
        "mount_targets",
        {"FileSystemId": "fs-1", "NumberOfMountTargets": 2},
        {"efs:DescribeMountTargets": [{"SubnetId": "subnet-1"}]},
        "2 mount targets, but 1 listed",
    ),
    Contradiction(
        "CloudTrailRegion",
        "recordings",
        {},
        {
            "cloudtrail:DescribeTrails": {
                "trailList": [
                    {
                        "Name": "all",
                        "TrailARN": ARN,
                        "HomeRegion": "eu-central-1",
                        "S3BucketName": "logs",
                        "HasCustomEventSelectors": True,
                    }
                ]
            },
            "cloudtrail:GetTrailStatus": {"IsLogging": True},
            "cloudtrail:GetEventSelectors": {},
        },
        "the selectors of all are missing",
    ),
    Contradiction(
        "BedrockAgent",
        "model_status",
        AGENT,
        {"bedrock-agent:GetAgent": {"agent": AGENT}, "bedrock:ListFoundationModels": []},
        "no model is listed",
    ),
    Contradiction(
        "BedrockAgent",
        "role",
        AGENT,
        {
            "bedrock-agent:GetAgent": {"agent": AGENT},
            "iam:GetAccountAuthorizationDetails": [{"RoleDetailList": [], "Policies": []}],
        },
        "r is no role that trusts Bedrock",
    ),
    *(
        Contradiction(
            "BedrockAgent",
            fact,
            AGENT,
            {"bedrock-agent:GetAgent": {"agent": AGENT | {lost: None}}},
            f"a prepared agent without {what}",
        )
        for fact, lost, what in (
            ("role", "agentResourceRoleArn", "role"),
            ("kms_key", "agentResourceRoleArn", "role"),
            ("model_status", "foundationModel", "model"),
        )
    ),
    Contradiction(
        "BedrockAgent",
        "guardrail",
        AGENT | GUARDED,
        {"bedrock:ListGuardrails": [{"id": "g2", "arn": f"{ARN}guardrail/g2"}]},
        "the guardrail g1 is not listed",
    ),
    Contradiction(
        "BedrockInvocationLogging",
        "setting",
        {},
        {"bedrock:GetModelInvocationLoggingConfiguration": {"loggingConfig": {"text": True}}},
        "logging without a destination",
    ),
    Contradiction(
        "BedrockInvocationLogging",
        "log_group_key",
        {},
        {
            "bedrock:GetModelInvocationLoggingConfiguration": {
                "loggingConfig": {"cloudWatchConfig": {"logGroupName": "prompts"}}
            },
            "logs:DescribeLogGroups": [{"logGroupName": "prompts-2"}],
        },
        "the log group prompts is not listed",
    ),
    Contradiction(
        "SageMakerTrainingJob",
        "instance_types",
        {},
        {"sagemaker:DescribeTrainingJob": {}},
        "neither instances nor a serverless job",
    ),
    Contradiction(
        "SageMakerEndpointConfig",
        "variants",
        {},
        {"sagemaker:DescribeEndpointConfig": {"ProductionVariants": [{"VariantName": "a"}]}},
        "variant a has neither instances nor a serverless configuration",
    ),
    Contradiction(
        "SageMakerTrainingJob",
        "instance_types",
        {},
        {"sagemaker:DescribeTrainingJob": {"ResourceConfig": {"InstanceType": "ml.m5.large"}}},
        "a cluster without instances",
    ),
    Contradiction(
        "SageMakerModel",
        "packages",
        {},
        {"sagemaker:DescribeModel": {"ModelName": "churn"}},
        "a model without containers",
    ),
    Contradiction(
        "SageMakerEndpointConfig",
        "variants",
        {},
        {"sagemaker:DescribeEndpointConfig": {"ProductionVariants": []}},
        "an endpoint configuration without variants",
    ),
    Contradiction(
        "SageMakerFeatureGroup",
        "stores",
        {},
        {"sagemaker:DescribeFeatureGroup": {}},
        "a feature group without a store",
    ),
    Contradiction(
        "IamUser",
        "more_policies",
        {"UserName": "ann", "GroupList": ["ops"]},
        {"iam:GetAccountAuthorizationDetails": []},
        "a group of the user is not listed",
    ),
    Contradiction(
        "IamUser",
        "more_policies",
        {"AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::111122223333:policy/own"}]},
        {"iam:GetAccountAuthorizationDetails": []},
        "own is attached, but not listed",
    ),
]
