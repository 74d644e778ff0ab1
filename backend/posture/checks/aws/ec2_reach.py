"""Rules about what the internet really reaches: open group, open ACL, route and public address."""

from posture.checks.aws.ec2_port import (
    BROKERS,
    CASSANDRA,
    DIRECTORY,
    DOCKER,
    FTP,
    KAFKA,
    KUBERNETES,
    MEMCACHED,
    MONGODB,
    MYSQL,
    ORACLE,
    POSTGRESQL,
    RDP,
    REDIS,
    REMOTE_CONTROL,
    SEARCH,
    SQL_SERVER,
    SSH,
    TELNET,
    UNIX_FILES,
    WINDOWS_FILES,
    Service,
)
from posture.domain.asset import Family
from posture.domain.aws.assets.ec2 import Door, Instance
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

ADDRESS_DOCS = "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html"
SESSION_DOCS = "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html"
PRIVATE_DOCS = (
    "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-example-private-subnets-nat.html"
)
LOGINS = (SSH, RDP, REMOTE_CONTROL, TELNET)
DATABASES = (
    MYSQL,
    POSTGRESQL,
    SQL_SERVER,
    ORACLE,
    MONGODB,
    REDIS,
    MEMCACHED,
    CASSANDRA,
    SEARCH,
)
FILES = (FTP, WINDOWS_FILES, UNIX_FILES)
STREAMS = (KAFKA, BROKERS)
CLUSTERS = (KUBERNETES, DOCKER)
SHOWN = 3


def _unreached(instance: Instance, services: tuple[Service, ...]) -> Verdict:
    """Evaluate whether no door of an instance leads to a port of the services."""
    asked = sorted(
        {("tcp", port) for one in services for port in one.tcp}
        | {("udp", port) for one in services for port in one.udp}
    )
    ways = {
        f"{protocol}/{port} at {door.address} by {door.group_id}": None
        for protocol, port in asked
        for door in known(instance.doors)
        if door.protocol == protocol and port in door.ports
    }
    return failed(f"The internet reaches {_some([*ways])}.") if ways else passed()


def _some(ways: list[str]) -> str:
    more = f" and {len(ways) - SHOWN} more" if len(ways) > SHOWN else ""
    return ", ".join(ways[:SHOWN]) + more


def _every_port(door: Door) -> bool:
    return door.ports.all


@check(
    severity=Severity.CRITICAL,
    remediation="Use Session Manager, and take the port out of the group or the address away.",
    reference=SESSION_DOCS,
    family=Family.NETWORK,
)
def aws_ec2_instance_logins_unreached_by_internet(instance: Instance) -> Verdict:
    """EC2 instance's logins cannot be reached from the internet.

    A public address, a route, an open network ACL and an open group together make SSH, Remote
    Desktop, WinRM, VNC or Telnet answer anybody: this is where ransomware begins.
    """
    return _unreached(instance, LOGINS)


@check(
    severity=Severity.CRITICAL,
    remediation="Move the database to a private subnet, and admit the application's group alone.",
    reference=PRIVATE_DOCS,
    family=Family.NETWORK,
)
def aws_ec2_instance_databases_unreached_by_internet(instance: Instance) -> Verdict:
    """EC2 instance's databases, caches and search engines cannot be reached from the internet.

    A reachable database is found within hours, and its content is on sale within days.
    """
    return _unreached(instance, DATABASES)


@check(
    severity=Severity.CRITICAL,
    remediation="Serve files by S3 or AWS Transfer Family, or inside the network.",
    reference=PRIVATE_DOCS,
    family=Family.NETWORK,
)
def aws_ec2_instance_files_unreached_by_internet(instance: Instance) -> Verdict:
    """EC2 instance's file shares cannot be reached from the internet.

    Reachable SMB, NFS and FTP servers are read, encrypted for ransom, or used to spread malware.
    """
    return _unreached(instance, FILES)


@check(
    severity=Severity.CRITICAL,
    remediation="Move the directory to a private subnet.",
    reference=PRIVATE_DOCS,
    family=Family.NETWORK,
)
def aws_ec2_instance_directory_unreached_by_internet(instance: Instance) -> Verdict:
    """EC2 instance's directory services cannot be reached from the internet.

    Whoever reaches LDAP or Kerberos can take tickets home and guess the passwords of the company.
    """
    return _unreached(instance, (DIRECTORY,))


@check(
    severity=Severity.HIGH,
    remediation="Move the broker to a private subnet, or serve it by a VPC endpoint service.",
    reference=PRIVATE_DOCS,
    family=Family.NETWORK,
)
def aws_ec2_instance_brokers_unreached_by_internet(instance: Instance) -> Verdict:
    """EC2 instance's message brokers cannot be reached from the internet.

    Who reaches a broker reads what systems tell each other, and can tell them to act.
    """
    return _unreached(instance, STREAMS)


@check(
    severity=Severity.CRITICAL,
    remediation="Make the control plane private; reach it by VPN or Session Manager.",
    reference=PRIVATE_DOCS,
    family=Family.NETWORK,
)
def aws_ec2_instance_container_control_unreached_by_internet(instance: Instance) -> Verdict:
    """EC2 instance's container control plane cannot be reached from the internet.

    The Docker socket, a kubelet or etcd run whatever they are told, as root on every node.
    """
    return _unreached(instance, CLUSTERS)


@check(
    severity=Severity.CRITICAL,
    remediation="Replace the rule that opens every port by one for each port that is served.",
    reference=ADDRESS_DOCS,
    family=Family.NETWORK,
)
def aws_ec2_instance_some_port_unreached_by_internet(instance: Instance) -> Verdict:
    """EC2 instance cannot be reached from the internet on every port.

    All that runs on it, and all that will ever run on it, answers strangers.
    """
    wide = [str(one) for one in known(instance.doors) if _every_port(one)]
    return failed(f"The internet reaches {_some(wide)}.") if wide else passed()


@check(
    severity=Severity.CRITICAL,
    remediation="Require IMDSv2, and take away from the role what the machine does not need.",
    cli="""
        aws ec2 modify-instance-metadata-options --instance-id INSTANCE --http-tokens required
    """,
    reference=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/"
        "configuring-instance-metadata-service.html"
    ),
    family=Family.IAM,
)
def aws_ec2_instance_credentials_unreached_by_internet(instance: Instance) -> Verdict:
    """EC2 instance that the internet reaches does not hand out its role's credentials by IMDSv1.

    A reachable web server, a role and IMDSv1 are the whole chain of a well-known bank's breach:
    one forged request returned the keys to a hundred million records.
    """
    if not instance.profile_arn:
        return passed("It has no role.")
    if instance.metadata.token_required or not instance.metadata.enabled:
        return passed()
    doors = [str(one) for one in known(instance.doors)]
    if doors:
        role = instance.profile_arn.rpartition("/")[2]
        return failed(f"IMDSv1 and the profile {role} behind {_some(doors)}.")
    return passed("The internet does not reach it.")
