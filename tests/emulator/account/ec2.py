"""EC2: networks, the machines in them and the disks below them; `vpc` joins and filters them."""

from typing import Any

from tests.emulator.account.account import FORGOTTEN, HOME, Account, tags
from tests.emulator.account.kms import DATA_KEY

_ANYONE = "0.0.0.0/0"
_OFFICE = "203.0.113.0/24"
_IMAGE = "ami-0f1a2b3c4d5e6f708"


# A database password in the user data of a machine.
_SCRIPT = "#!/bin/sh\nexport DB_PASSWORD='Tr0ub4dor-and-3'\n/opt/jenkins/start\n"


def seed(aws: Account, n: int) -> None:
    """Make 2 networks, 9 security groups, 6 instances, 8 volumes, 2 snapshots; 400 more per `n`."""
    _production(aws)
    _forgotten(aws)
    for i in range(6 * n):
        _one_network(aws, i)


def _production(aws: Account) -> None:
    ec2 = aws.client("ec2")
    vpc, public = _network(aws, HOME, "prod", "10.10.0.0/16")
    private = _subnet(aws, HOME, vpc, "prod-private", "10.10.2.0/24", zone="b")
    _flow_logs(aws, vpc)
    web = _group(aws, HOME, vpc, "prod-web", [(443, _ANYONE)])
    _group(aws, HOME, vpc, "prod-app", [(8080, "10.10.0.0/16")])
    database = _group(aws, HOME, vpc, "prod-postgres", [(5432, _ANYONE)])
    bastion = _group(aws, HOME, vpc, "prod-bastion", [(22, _OFFICE)])
    _instance(aws, HOME, private, "prod-web-1", web, imdsv2=True, role="app-server", guarded=True)
    _instance(aws, HOME, public, "prod-bastion", bastion, imdsv2=True, public=True)
    _instance(
        aws, HOME, public, "prod-reporting", database, imdsv2=False, public=True, role="app-server"
    )
    batch = _instance(aws, HOME, private, "prod-old-batch", bastion, imdsv2=True)
    ec2.stop_instances(InstanceIds=[batch])
    _volume(aws, HOME, "prod-orders", encrypted=True, backup=True)
    leaky = _volume(aws, HOME, "prod-customers", encrypted=False)
    _snapshot(aws, HOME, _volume(aws, HOME, "prod-ledger", encrypted=True), "prod-ledger-weekly")
    snapshot = _snapshot(aws, HOME, leaky, "prod-customers-before-migration")
    ec2.modify_snapshot_attribute(
        SnapshotId=snapshot,
        Attribute="createVolumePermission",
        OperationType="add",
        GroupNames=["all"],
    )
    ec2.enable_ebs_encryption_by_default()
    ec2.modify_instance_metadata_defaults(HttpTokens="required")
    ec2.enable_image_block_public_access(ImageBlockPublicAccessState="block-new-sharing")
    # Only new sharing: the snapshot above stays public.
    ec2.enable_snapshot_block_public_access(State="block-new-sharing")


def _forgotten(aws: Account) -> None:
    ec2 = aws.client("ec2", FORGOTTEN)
    vpc, subnet = _network(aws, FORGOTTEN, "poc-2021", "10.99.0.0/16")
    _entry(aws, FORGOTTEN, vpc)
    open_to_all = _group(aws, FORGOTTEN, vpc, "poc-anything", [(None, _ANYONE)])
    remote = _group(aws, FORGOTTEN, vpc, "poc-windows", [(3389, _ANYONE), (22, "::/0")])
    _instance(
        aws,
        FORGOTTEN,
        subnet,
        "poc-jenkins",
        open_to_all,
        imdsv2=False,
        public=True,
        script=_SCRIPT,
    )
    _instance(aws, FORGOTTEN, subnet, "poc-desktop", remote, imdsv2=False)
    default = ec2.describe_security_groups(
        Filters=[{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    )["SecurityGroups"][0]["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=default, IpPermissions=[_rule(22, _ANYONE)])
    ec2.enable_serial_console_access()


def _one_network(aws: Account, i: int) -> None:
    region = FORGOTTEN if i % 3 == 2 else HOME  # every third
    block = f"10.{100 + i % 100}"
    vpc, subnet = _network(aws, region, f"team-{i:02}", f"{block}.0.0/16")
    if i % 2:
        _flow_logs(aws, vpc, region)
        _subnet(aws, region, vpc, f"team-{i:02}-private", f"{block}.2.0/24", zone="c")
    if i % 3:
        _entry(aws, region, vpc)
    ports = (22, 3389, 443, 5432, 3306, 6379, 9200, 27017, 5601 if i % 6 else None, 8080)
    sources = (_ANYONE, _OFFICE, "10.0.0.0/8", "::/0")
    groups = [
        _group(
            aws,
            region,
            vpc,
            f"team-{i:02}-{j:02}",
            [(ports[j % len(ports)], sources[(i + j) % len(sources)])],
        )
        for j in range(20)
    ]
    for j in range(10):
        _instance(
            aws,
            region,
            subnet,
            f"team-{i:02}-{j:02}",
            groups[j],
            imdsv2=j % 3 != 0,
            public=j % 4 == 0,
            role="app-server" if j % 5 == 0 else None,
            script=_SCRIPT if j == 9 else "",
        )
        volume = _volume(
            aws, region, f"team-{i:02}-{j:02}", encrypted=j % 2 == 0, backup=j % 4 == 0
        )
        if j % 2:
            _snapshot(aws, region, volume, f"team-{i:02}-{j:02}")


def _network(aws: Account, region: str, name: str, block: str) -> tuple[str, str]:
    """Make a network with a subnet that the internet reaches."""
    ec2 = aws.client("ec2", region)
    vpc = ec2.create_vpc(CidrBlock=block, TagSpecifications=_named("vpc", name))["Vpc"]["VpcId"]
    subnet = _subnet(aws, region, vpc, f"{name}-public", block.replace(".0.0/16", ".1.0/24"))
    ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": name != "prod"})
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc, TagSpecifications=_named("route-table", name))
    table_id = table["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table_id, DestinationCidrBlock=_ANYONE, GatewayId=gateway)
    ec2.associate_route_table(RouteTableId=table_id, SubnetId=subnet)
    return vpc, subnet


def _subnet(aws: Account, region: str, vpc: str, name: str, block: str, *, zone: str = "a") -> str:
    ec2 = aws.client("ec2", region)
    made: str = ec2.create_subnet(
        VpcId=vpc,
        CidrBlock=block,
        AvailabilityZone=f"{region}{zone}",
        TagSpecifications=_named("subnet", name),
    )["Subnet"]["SubnetId"]
    return made


def _flow_logs(aws: Account, vpc: str, region: str = HOME) -> None:
    aws.client("ec2", region).create_flow_logs(
        ResourceIds=[vpc],
        ResourceType="VPC",
        TrafficType="ALL",
        LogDestinationType="cloud-watch-logs",
        LogGroupName=f"flow-{vpc}",
        DeliverLogsPermissionArn="arn:aws:iam::123456789012:role/app-server",
    )


def _entry(aws: Account, region: str, vpc: str) -> None:
    ec2 = aws.client("ec2", region)
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    ec2.create_network_acl_entry(
        NetworkAclId=acl,
        RuleNumber=90,
        Protocol="6",
        RuleAction="allow",
        Egress=False,
        CidrBlock=_ANYONE,
        PortRange={"From": 22, "To": 22},
    )


def _group(
    aws: Account, region: str, vpc: str, name: str, rules: list[tuple[int | None, str]]
) -> str:
    ec2 = aws.client("ec2", region)
    group: str = ec2.create_security_group(
        GroupName=name, Description=name.replace("-", " "), VpcId=vpc
    )["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group, IpPermissions=[_rule(port, source) for port, source in rules]
    )
    return group


def _rule(port: int | None, source: str) -> dict[str, Any]:
    ranges = (
        {"Ipv6Ranges": [{"CidrIpv6": source}]}
        if ":" in source
        else {"IpRanges": [{"CidrIp": source}]}
    )
    if port is None:
        return {"IpProtocol": "-1", **ranges}
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **ranges}


def _instance(
    aws: Account,
    region: str,
    subnet: str,
    name: str,
    group: str,
    *,
    imdsv2: bool,
    public: bool = False,
    role: str | None = None,
    script: str = "",
    guarded: bool = False,
) -> str:
    made: str = aws.client("ec2", region).run_instances(
        ImageId=_IMAGE,
        InstanceType="t3.micro",
        MinCount=1,
        MaxCount=1,
        MetadataOptions={"HttpTokens": "required" if imdsv2 else "optional"},
        NetworkInterfaces=[
            {
                "DeviceIndex": 0,
                "SubnetId": subnet,
                "Groups": [group],
                "AssociatePublicIpAddress": public,
            }
        ],
        TagSpecifications=_named("instance", name),
        Monitoring={"Enabled": guarded},
        **({"IamInstanceProfile": {"Name": role}} if role else {}),
        **({"UserData": script} if script else {}),
    )["Instances"][0]["InstanceId"]
    if guarded:
        aws.client("ec2", region).modify_instance_attribute(
            InstanceId=made, DisableApiTermination={"Value": True}
        )
    return made


def _volume(aws: Account, region: str, name: str, *, encrypted: bool, backup: bool = False) -> str:
    key = {"KmsKeyId": DATA_KEY} if encrypted and region == HOME else {}
    labels = tags(name, Backup="daily") if backup else tags(name)
    made: str = aws.client("ec2", region).create_volume(
        AvailabilityZone=f"{region}a",
        Size=20,
        Encrypted=encrypted,
        TagSpecifications=[{"ResourceType": "volume", "Tags": labels}],
        **key,
    )["VolumeId"]
    return made


def _snapshot(aws: Account, region: str, volume: str, name: str) -> str:
    made: str = aws.client("ec2", region).create_snapshot(
        VolumeId=volume, TagSpecifications=_named("snapshot", name)
    )["SnapshotId"]
    return made


def _named(kind: str, name: str) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": tags(name)}]
