"""EFS: the documents that are kept well, and a scratch disk that everybody mounts as root."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME, Account, allow, policy
from tests.emulator.account.kms import DATA_KEY

_MOUNT = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
_OPERATOR = {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:role/app-server"}
_TLS_ONLY = {
    "Effect": "Deny",
    "Principal": {"AWS": "*"},
    "Action": "*",
    "Resource": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def seed(aws: Account, n: int) -> None:
    """Make 3 file systems and 2 access points, and 6 file systems more per `n`."""
    efs = aws.client("efs")
    private, public = _network(aws)
    documents = _file_system(aws, "documents", Encrypted=True, KmsKeyId=DATA_KEY, Backup=True)
    kept = policy(allow(_MOUNT, Principal=_OPERATOR), _TLS_ONLY)
    efs.put_file_system_policy(FileSystemId=documents, Policy=kept)
    scratch = _file_system(aws, "scratch")
    anybody = policy(allow([*_MOUNT, "elasticfilesystem:ClientRootAccess"], Principal="*"))
    efs.put_file_system_policy(FileSystemId=scratch, Policy=anybody)
    _file_system(
        aws,
        "one-zone",
        Encrypted=True,
        KmsKeyId="alias/aws/elasticfilesystem",
        AvailabilityZoneName=f"{HOME}a",
    )
    for subnet in private:
        efs.create_mount_target(FileSystemId=documents, SubnetId=subnet)
    efs.create_mount_target(FileSystemId=scratch, SubnetId=public)
    efs.create_access_point(
        FileSystemId=documents,
        Tags=[{"Key": "Name", "Value": "reports"}],
        PosixUser={"Uid": 1000, "Gid": 1000},
        RootDirectory={"Path": "/reports"},
    )
    efs.create_access_point(FileSystemId=scratch, Tags=[{"Key": "Name", "Value": "anything"}])
    for i in range(6 * n):
        _file_system(aws, f"team-{i:02}", Encrypted=i % 2 == 0, Backup=i % 3 == 0)


def _file_system(aws: Account, name: str, **settings: Any) -> str:  # noqa: ANN401  # request members
    made: str = aws.client("efs").create_file_system(
        CreationToken=name, Tags=[{"Key": "Name", "Value": name}], **settings
    )["FileSystemId"]
    return made


def _network(aws: Account) -> tuple[list[str], str]:
    """Make a network of files; return its private subnets, in two zones, and its public one."""
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.40.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    subnets = [
        ec2.create_subnet(
            VpcId=vpc, CidrBlock=f"10.40.{i}.0/24", AvailabilityZone=f"{HOME}{letter}"
        )["Subnet"]["SubnetId"]
        for i, letter in enumerate("aba")
    ]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnets[2])
    return subnets[:2], subnets[2]
