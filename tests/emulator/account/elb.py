"""Load balancers of both generations: a shop that is kept well, and one from years ago."""

from typing import Any

from tests.emulator.account.account import HOME, Account, tags

_OLD_CERTIFICATE = "arn:aws:iam::123456789012:server-certificate/shop-2014"
_KEPT_WELL = {
    "deletion_protection.enabled": "true",
    "access_logs.s3.enabled": "true",
    "connection_logs.s3.enabled": "true",
    "load_balancing.cross_zone.enabled": "true",
    "routing.http.drop_invalid_header_fields.enabled": "true",
}
_NEGLECTED = {
    "routing.http.desync_mitigation_mode": "monitor",
    "routing.http.xff_header_processing.mode": "preserve",
    "waf.fail_open.enabled": "true",
}
_TO_HTTPS = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "StatusCode": "HTTP_301"}}
_PQ_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"


def seed(aws: Account, n: int) -> None:
    """Make 2 classic load balancers, 3 others and 3 target groups; 6 more per `n`."""
    closed, opened, subnets = _network(aws)
    certificate = aws.client("acm").request_certificate(DomainName="shop.example.com")[
        "CertificateArn"
    ]
    _classic(aws, "shop-classic", subnets, [closed], certificate)
    _classic_neglected(aws, "shop-2014", subnets[:1], [opened])
    vpc = aws.client("ec2").describe_subnets(SubnetIds=subnets)["Subnets"][0]["VpcId"]
    secure = _targets(aws, vpc, "shop-secure", "HTTPS")
    plain = _targets(aws, vpc, "shop-plain", "HTTP")
    stream = _targets(aws, vpc, "feed-stream", "TCP")
    _shop(aws, subnets, closed, certificate, secure)
    _neglected(aws, subnets, opened, plain)
    feed = _balancer(aws, "feed", subnets[:1], [], Type="network", Scheme="internet-facing")
    _listen(aws, feed, 443, "TCP", [{"Type": "forward", "TargetGroupArn": stream}])
    for i in range(6 * n):
        more = _balancer(aws, f"team-{i:02}", subnets, [closed if i % 2 else opened])
        _set(aws, more, _KEPT_WELL if i % 3 else _NEGLECTED)
        _listen(aws, more, 80, "HTTP", [_TO_HTTPS])


def _network(aws: Account) -> tuple[str, str, list[str]]:
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.30.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(
            VpcId=vpc, CidrBlock=f"10.30.{zone}.0/24", AvailabilityZone=f"{HOME}{letter}"
        )["Subnet"]["SubnetId"]
        for zone, letter in enumerate("ab")
    ]
    groups = []
    for name, source in (("closed", "10.30.0.0/16"), ("open", "0.0.0.0/0")):
        group = ec2.create_security_group(GroupName=f"edge-{name}", Description=name, VpcId=vpc)[
            "GroupId"
        ]
        rule = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 443}
        ec2.authorize_security_group_ingress(
            GroupId=group, IpPermissions=[rule | {"IpRanges": [{"CidrIp": source}]}]
        )
        groups.append(group)
    return groups[0], groups[1], subnets


def _classic(
    aws: Account, name: str, subnets: list[str], groups: list[str], certificate: str
) -> None:
    elb = aws.client("elb")
    _create_classic(aws, name, subnets, groups, "HTTPS", certificate)
    elb.modify_load_balancer_attributes(
        LoadBalancerName=name,
        LoadBalancerAttributes={
            "CrossZoneLoadBalancing": {"Enabled": True},
            "ConnectionDraining": {"Enabled": True, "Timeout": 60},
            "AccessLog": {"Enabled": True, "S3BucketName": "logs", "EmitInterval": 5},
        },
    )
    _tls_policy(aws, name, {"Protocol-TLSv1.2": "true", "ECDHE-RSA-AES128-GCM-SHA256": "true"})


def _classic_neglected(aws: Account, name: str, subnets: list[str], groups: list[str]) -> None:
    _create_classic(aws, name, subnets, groups, "SSL", _OLD_CERTIFICATE)
    plain = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}
    aws.client("elb").create_load_balancer_listeners(LoadBalancerName=name, Listeners=[plain])
    aws.client("elb").modify_load_balancer_attributes(
        LoadBalancerName=name,
        LoadBalancerAttributes={
            "AdditionalAttributes": [{"Key": "elb.http.desyncmitigationmode", "Value": "monitor"}]
        },
    )
    _tls_policy(aws, name, {"Protocol-TLSv1": "true", "DES-CBC3-SHA": "true", "RC4-MD5": "false"})


def _create_classic(  # noqa: PLR0917  # what one is made of
    aws: Account,
    name: str,
    subnets: list[str],
    groups: list[str],
    protocol: str,
    certificate: str,
) -> None:
    zones = [f"{HOME}{letter}" for letter in "ab"][: len(subnets)]
    aws.client("elb").create_load_balancer(
        LoadBalancerName=name,
        Listeners=[
            {
                "Protocol": protocol,
                "LoadBalancerPort": 443,
                "InstanceProtocol": protocol,
                "InstancePort": 443,
                "SSLCertificateId": certificate,
            }
        ],
        AvailabilityZones=zones,
        Subnets=subnets,
        SecurityGroups=groups,
    )


def _tls_policy(aws: Account, balancer: str, attributes: dict[str, str]) -> None:
    elb = aws.client("elb")
    elb.create_load_balancer_policy(
        LoadBalancerName=balancer,
        PolicyName="tls",
        PolicyTypeName="SSLNegotiationPolicyType",
        PolicyAttributes=[
            {"AttributeName": name, "AttributeValue": value} for name, value in attributes.items()
        ],
    )
    elb.set_load_balancer_policies_of_listener(
        LoadBalancerName=balancer, LoadBalancerPort=443, PolicyNames=["tls"]
    )


def _targets(aws: Account, vpc: str, name: str, protocol: str) -> str:
    made = aws.client("elbv2").create_target_group(
        Name=name, Protocol=protocol, Port=443, VpcId=vpc, HealthCheckProtocol=protocol
    )
    return str(made["TargetGroups"][0]["TargetGroupArn"])


def _shop(aws: Account, subnets: list[str], group: str, certificate: str, targets: str) -> None:
    shop = _balancer(aws, "shop", subnets, [group])
    _set(aws, shop, _KEPT_WELL)
    forward = [{"Type": "forward", "TargetGroupArn": targets}]
    more = {"SslPolicy": _PQ_POLICY, "Certificates": [{"CertificateArn": certificate}]}
    _listen(aws, shop, 80, "HTTP", [_TO_HTTPS])
    _listen(aws, shop, 8080, "HTTP", [_nothing_here("404")])
    _listen(aws, shop, 443, "HTTPS", forward, **more)
    acl = aws.client("wafv2").create_web_acl(
        Name="shop",
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        Rules=[],
        VisibilityConfig={
            "SampledRequestsEnabled": True,
            "CloudWatchMetricsEnabled": True,
            "MetricName": "shop",
        },
    )["Summary"]["ARN"]
    aws.client("wafv2").associate_web_acl(WebACLArn=acl, ResourceArn=shop)
    aws.stub(
        "wafv2:ListResourcesForWebACL",
        {"ResourceArns": [shop]},
        WebACLArn=acl,
        ResourceType="APPLICATION_LOAD_BALANCER",
    )


def _neglected(aws: Account, subnets: list[str], group: str, targets: str) -> None:
    """Make one whose redirect has a rule that goes around it."""
    old = _balancer(aws, "old-shop", subnets, [group])
    _set(aws, old, _NEGLECTED)
    forward = [{"Type": "forward", "TargetGroupArn": targets}]
    plain = _listen(aws, old, 80, "HTTP", [_TO_HTTPS])
    aws.client("elbv2").create_rule(
        ListenerArn=plain,
        Priority=1,
        Conditions=[{"Field": "path-pattern", "Values": ["/legacy/*"]}],
        Actions=forward,
    )
    _listen(aws, old, 8080, "HTTP", [_nothing_here("200")])
    same = {"Protocol": "#{protocol}", "Host": "old", "StatusCode": "HTTP_302"}
    sideways = {"Type": "redirect", "RedirectConfig": same}
    _listen(aws, old, 8081, "HTTP", [sideways])
    certificates = [{"CertificateArn": _OLD_CERTIFICATE}]
    policy = "ELBSecurityPolicy-2016-08"
    _listen(aws, old, 443, "HTTPS", forward, SslPolicy=policy, Certificates=certificates)


def _nothing_here(status: str) -> dict[str, Any]:
    return {
        "Type": "fixed-response",
        "FixedResponseConfig": {"StatusCode": status, "ContentType": "text/plain"},
    }


def _balancer(
    aws: Account,
    name: str,
    subnets: list[str],
    groups: list[str],
    **more: Any,  # noqa: ANN401  # an operation's input
) -> str:
    made = aws.client("elbv2").create_load_balancer(
        Name=name,
        Subnets=subnets,
        SecurityGroups=groups,
        Tags=tags(name),
        **{"Scheme": "internet-facing"} | more,
    )
    return str(made["LoadBalancers"][0]["LoadBalancerArn"])


def _set(aws: Account, arn: str, settings: dict[str, str]) -> None:
    aws.client("elbv2").modify_load_balancer_attributes(
        LoadBalancerArn=arn,
        Attributes=[{"Key": key, "Value": value} for key, value in settings.items()],
    )


def _listen(  # what a listener is made of
    aws: Account,
    balancer: str,
    port: int,
    protocol: str,
    actions: list[dict[str, Any]],
    **more: Any,  # noqa: ANN401  # an operation's input
) -> str:
    made = aws.client("elbv2").create_listener(
        LoadBalancerArn=balancer, Port=port, Protocol=protocol, DefaultActions=actions, **more
    )
    return str(made["Listeners"][0]["ListenerArn"])
