"""VPC: what joins, filters and logs networks, and what was left behind."""

from typing import Any

from tests.emulator.account.account import FORGOTTEN, HOME, Account, allow, policy, tags

_ANYONE = "0.0.0.0/0"
_OPEN = policy(allow("*", Principal="*"))
_ORGANIZATION = {"StringEquals": {"aws:ResourceOrgID": "o-acme"}}
_BOUNDED = policy(allow("*", Principal="*", Condition=_ORGANIZATION))


def seed(aws: Account, n: int) -> None:
    """Make 3 networks and one of each link and filter, good and bad; 25 assets more per `n`."""
    hub = _Network(aws, HOME, "hub", "10.20")
    shared = _Network(aws, HOME, "shared", "10.30")
    _peerings(hub, shared)
    _endpoints(hub)
    _gateways(aws)
    _groups(hub)
    _acls(hub)
    _left_over(aws, hub)
    _version_6(aws)
    for i in range(5 * n):
        _groups(_Network(aws, HOME if i % 2 else FORGOTTEN, f"lab-{i:02}", f"10.{40 + i % 50}"))


class _Network:
    """A network without a way to the internet, with subnets in two zones and a route table."""

    def __init__(self, aws: Account, region: str, name: str, block: str) -> None:
        self.aws = aws
        self.region = region
        self.name = name
        self.ec2 = aws.client("ec2", region)
        vpc = self.ec2.create_vpc(CidrBlock=f"{block}.0.0/16", **_named("vpc", name))["Vpc"]
        self.id: str = vpc["VpcId"]
        table = self.ec2.create_route_table(VpcId=self.id, **_named("route-table", name))
        self.table: str = table["RouteTable"]["RouteTableId"]
        self.subnets = [
            self._subnet(f"{block}.{i}.0/24", f"{region}{zone}") for i, zone in enumerate("ab")
        ]

    def _subnet(self, block: str, zone: str) -> str:
        made: str = self.ec2.create_subnet(
            VpcId=self.id,
            CidrBlock=block,
            AvailabilityZone=zone,
            **_named("subnet", f"{self.name}-{zone}"),
        )["Subnet"]["SubnetId"]
        self.ec2.modify_subnet_attribute(SubnetId=made, MapPublicIpOnLaunch={"Value": False})
        self.ec2.associate_route_table(RouteTableId=self.table, SubnetId=made)
        return made

    def group(self, name: str) -> str:
        made: str = self.ec2.create_security_group(
            GroupName=name, Description=name, VpcId=self.id, **_named("security-group", name)
        )["GroupId"]
        return made

    def interface(self, *groups: str) -> str:
        made: str = self.ec2.create_network_interface(SubnetId=self.subnets[0], Groups=[*groups])[
            "NetworkInterface"
        ]["NetworkInterfaceId"]
        return made


def _peerings(hub: _Network, shared: _Network) -> None:
    """Peer two networks twice: once the whole of each, once a subnet."""
    for table, destination in ((hub.table, "10.30.0.0/16"), (shared.table, "10.20.1.0/24")):
        made = hub.ec2.create_vpc_peering_connection(VpcId=hub.id, PeerVpcId=shared.id)
        peering = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]
        hub.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
        hub.ec2.create_route(
            RouteTableId=table,
            DestinationCidrBlock=destination,
            VpcPeeringConnectionId=peering,
        )


def _endpoints(hub: _Network) -> None:
    ec2 = hub.ec2
    service = f"com.amazonaws.{hub.region}"
    ec2.create_vpc_endpoint(
        VpcId=hub.id, ServiceName=f"{service}.s3", PolicyDocument=_OPEN, VpcEndpointType="Gateway"
    )
    ec2.create_vpc_endpoint(
        VpcId=hub.id,
        ServiceName=f"{service}.ec2",
        PolicyDocument=_BOUNDED,
        VpcEndpointType="Interface",
        SubnetIds=hub.subnets,
    )
    ec2.create_vpc_endpoint(
        VpcId=hub.id,
        ServiceName=f"{service}.ecr.api",
        PolicyDocument=_OPEN,
        VpcEndpointType="Interface",
        SubnetIds=hub.subnets[:1],
    )
    balancers = hub.aws.client("elbv2", hub.region)
    for name, accepted, subnets, principals in (
        ("offered-to-all", False, hub.subnets[:1], ["*"]),
        ("offered-to-own", True, hub.subnets, ["arn:aws:iam::123456789012:root"]),
    ):
        balancer = balancers.create_load_balancer(
            Name=name, Type="network", Scheme="internal", Subnets=subnets
        )["LoadBalancers"][0]["LoadBalancerArn"]
        offered = ec2.create_vpc_endpoint_service_configuration(
            AcceptanceRequired=accepted, NetworkLoadBalancerArns=[balancer]
        )["ServiceConfiguration"]["ServiceId"]
        ec2.modify_vpc_endpoint_service_permissions(
            ServiceId=offered, AddAllowedPrincipals=principals
        )


def _gateways(aws: Account) -> None:
    ec2 = aws.client("ec2")
    for name, accepts in (("backbone", "disable"), ("partners", "enable")):
        ec2.create_transit_gateway(
            Options={"AutoAcceptSharedAttachments": accepts}, **_named("transit-gateway", name)
        )
    for logged, kind in ((True, "federated-authentication"), (False, "certificate-authentication")):
        ec2.create_client_vpn_endpoint(
            ClientCidrBlock="10.250.0.0/22",
            ServerCertificateArn="arn:aws:acm:eu-central-1:123456789012:certificate/vpn",
            AuthenticationOptions=[{"Type": kind}],
            ConnectionLogOptions={"Enabled": logged, "CloudwatchLogGroup": "vpn"},
        )


def _groups(network: _Network) -> None:
    """Make groups that only a closer look tells: ranges, lists, wide openings, left-overs."""
    ec2 = network.ec2
    world = ec2.create_managed_prefix_list(
        PrefixListName=f"{network.name}-partners",
        Entries=[{"Cidr": "198.51.100.0/24"}, {"Cidr": _ANYONE}],
        MaxEntries=5,
        AddressFamily="IPv4",
    )["PrefixList"]["PrefixListId"]
    rules: dict[str, dict[str, Any]] = {
        "by-prefix-list": _tcp(22, PrefixListIds=[{"PrefixListId": world}]),
        "in-a-range": _tcp(6300, 6400, IpRanges=[{"CidrIp": _ANYONE}]),
        "half-the-world": _tcp(443, IpRanges=[{"CidrIp": "128.0.0.0/1"}]),
        "one-address": _tcp(443, IpRanges=[{"CidrIp": "8.8.4.4/32"}]),
        "launch-wizard-1": _tcp(22, IpRanges=[{"CidrIp": "10.0.0.0/8"}]),
        "kubelet": _tcp(10250, Ipv6Ranges=[{"CidrIpv6": "::/0"}]),
    }
    for name, rule in rules.items():
        group = network.group(name)
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
        if name != "one-address":
            network.interface(group)
    inner, outer = network.group("inner"), network.group("outer")
    ec2.authorize_security_group_ingress(
        GroupId=outer, IpPermissions=[_tcp(443, UserIdGroupPairs=[{"GroupId": inner}])]
    )
    closed = network.group("closed")
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": _ANYONE}]}
    ec2.revoke_security_group_egress(GroupId=closed, IpPermissions=[everything])
    network.interface(closed)


def _tcp(first: int, last: int | None = None, **sources: object) -> dict[str, Any]:
    return {
        "IpProtocol": "tcp",
        "FromPort": first,
        "ToPort": first if last is None else last,
        **sources,
    }


def _acls(hub: _Network) -> None:
    """Make a filter in use that refuses logins, and one that lets in a part of the world."""
    entries = {
        "no-logins": [
            (10, "deny", _ANYONE, 22),
            (11, "deny", _ANYONE, 3389),
            (100, "allow", _ANYONE, None),
        ],
        "web-only": [(100, "allow", _ANYONE, 443), (110, "allow", "10.0.0.0/8", None)],
    }
    for name, numbered in entries.items():
        made = hub.ec2.create_network_acl(VpcId=hub.id, **_named("network-acl", name))
        acl = made["NetworkAcl"]["NetworkAclId"]
        for number, action, source, port in numbered:
            ports = {"PortRange": {"From": port, "To": port}} if port else {}
            hub.ec2.create_network_acl_entry(
                NetworkAclId=acl,
                RuleNumber=number,
                Protocol="6" if port else "-1",
                RuleAction=action,
                Egress=False,
                CidrBlock=source,
                **ports,
            )


def _left_over(aws: Account, hub: _Network) -> None:
    """Leave an address idle, use another, and let an interface send as others."""
    ec2 = aws.client("ec2")
    ec2.allocate_address(Domain="vpc", **_named("elastic-ip", "old-website"))
    used = ec2.allocate_address(Domain="vpc", **_named("elastic-ip", "router"))["AllocationId"]
    router = hub.interface(hub.group("router"))
    ec2.associate_address(AllocationId=used, NetworkInterfaceId=router)
    ec2.modify_network_interface_attribute(
        NetworkInterfaceId=router, SourceDestCheck={"Value": False}
    )


def _version_6(aws: Account) -> None:
    """Give every machine of a subnet an address that the internet routes to."""
    ec2 = aws.client("ec2")
    made = ec2.create_vpc(
        CidrBlock="10.60.0.0/16", AmazonProvidedIpv6CidrBlock=True, **_named("vpc", "version-6")
    )["Vpc"]
    block = made["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"].replace("/56", "/64")
    subnet = ec2.create_subnet(VpcId=made["VpcId"], CidrBlock="10.60.1.0/24", Ipv6CidrBlock=block)[
        "Subnet"
    ]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=subnet, AssignIpv6AddressOnCreation={"Value": True})
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=made["VpcId"])
    table = ec2.create_route_table(VpcId=made["VpcId"])["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationIpv6CidrBlock="::/0", GatewayId=gateway)
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)


def _named(kind: str, name: str) -> dict[str, Any]:
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": tags(name)}]}
