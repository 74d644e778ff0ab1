"""Checks of what the internet reaches: open group, open ACL, route and public address."""

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
from posture.domain.aws.assets.ec2 import Instance, InternetPath
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


def _services_unreached(instance: Instance, services: tuple[Service, ...]) -> Verdict:
    """Return a pass if the internet reaches no port of the services on the instance."""
    service_ports = sorted(
        {("tcp", port) for one in services for port in one.tcp}
        | {("udp", port) for one in services for port in one.udp}
    )
    ways = {
        f"{protocol}/{port} at {path.address} by {path.group_id}": None
        for protocol, port in service_ports
        for path in known(instance.internet_paths)
        if path.protocol == protocol and port in path.ports
    }
    return failed(f"The internet reaches {_first_few([*ways])}.") if ways else passed()


def _first_few(ways: list[str]) -> str:
    more = f" and {len(ways) - SHOWN} more" if len(ways) > SHOWN else ""
    return ", ".join(ways[:SHOWN]) + more


def _every_port(path: InternetPath) -> bool:
    return path.ports.all


@check(
    severity=Severity.CRITICAL,
    finding_title="EC2 instance's logins are reachable from the internet",
    remediation="Use Session Manager, and close the port or remove the public address.",
    reference=SESSION_DOCS,
    family=Family.NETWORK,
)
def aws_ec2_instance_logins_unreached_by_internet(instance: Instance) -> Verdict:
    """EC2 instance's logins cannot be reached from the internet.

    A public address, a route, an open network ACL and an open security group together expose
    SSH, Remote Desktop, WinRM, VNC or Telnet to everybody. Most ransomware attacks begin there.
    """
    return _services_unreached(instance, LOGINS)


@check(
    severity=Severity.CRITICAL,
    finding_title="EC2 instance's databases are reachable from the internet",
    remediation="Move the database to a private subnet, and allow only the application's group.",
    reference=PRIVATE_DOCS,
    family=Family.NETWORK,
)
def aws_ec2_instance_databases_unreached_by_internet(instance: Instance) -> Verdict:
    """EC2 instance's databases, caches and search engines cannot be reached from the internet.

    Attackers find a reachable database within hours, and sell its content within days.
    """
    return _services_unreached(instance, DATABASES)


@check(
    severity=Severity.CRITICAL,
    finding_title="EC2 instance's file shares are reachable from the internet",
    remediation="Serve files from S3 or AWS Transfer Family, or only inside the network.",
    reference=PRIVATE_DOCS,
    family=Family.NETWORK,
)
def aws_ec2_instance_files_unreached_by_internet(instance: Instance) -> Verdict:
    """EC2 instance's file shares cannot be reached from the internet.

    Attackers read reachable SMB, NFS and FTP servers, encrypt them for ransom, or use them to
    spread malware.
    """
    return _services_unreached(instance, FILES)


@check(
    severity=Severity.CRITICAL,
    finding_title="EC2 instance's directory services are reachable from the internet",
    remediation="Move the directory to a private subnet.",
    reference=PRIVATE_DOCS,
    family=Family.NETWORK,
)
def aws_ec2_instance_directory_unreached_by_internet(instance: Instance) -> Verdict:
    """EC2 instance's directory services cannot be reached from the internet.

    Anyone who reaches LDAP or Kerberos can request tickets and guess the company's passwords
    offline.
    """
    return _services_unreached(instance, (DIRECTORY,))


@check(
    severity=Severity.HIGH,
    finding_title="EC2 instance's message brokers are reachable from the internet",
    remediation="Move the broker to a private subnet, or use a VPC endpoint service.",
    reference=PRIVATE_DOCS,
    family=Family.NETWORK,
)
def aws_ec2_instance_brokers_unreached_by_internet(instance: Instance) -> Verdict:
    """EC2 instance's message brokers cannot be reached from the internet.

    Anyone who reaches a broker can read the messages between systems, and send false ones.
    """
    return _services_unreached(instance, STREAMS)


@check(
    severity=Severity.CRITICAL,
    finding_title="EC2 instance's container control plane is reachable from the internet",
    remediation="Make the control plane private, and use it over a VPN or Session Manager.",
    reference=PRIVATE_DOCS,
    family=Family.NETWORK,
)
def aws_ec2_instance_container_control_unreached_by_internet(instance: Instance) -> Verdict:
    """EC2 instance's container control plane cannot be reached from the internet.

    The Docker API, a kubelet or etcd executes whatever it is asked to, as root on every node.
    """
    return _services_unreached(instance, CLUSTERS)


@check(
    severity=Severity.CRITICAL,
    finding_title="EC2 instance is reachable from the internet on every port",
    remediation="Replace the rule that opens every port with one rule for each port that is used.",
    reference=ADDRESS_DOCS,
    family=Family.NETWORK,
)
def aws_ec2_instance_some_port_unreached_by_internet(instance: Instance) -> Verdict:
    """EC2 instance cannot be reached from the internet on every port.

    Every program on the instance, present or future, is exposed to strangers.
    """
    wide = [str(one) for one in known(instance.internet_paths) if _every_port(one)]
    return failed(f"The internet reaches {_first_few(wide)}.") if wide else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="EC2 instance with IMDSv1 and a role is reachable from the internet",
    remediation="Require IMDSv2, and remove permissions that the instance does not need.",
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
    """EC2 instance that the internet reaches does not give out its role's credentials by IMDSv1.

    A reachable web server, a role and IMDSv1 were enough for the breach of a well-known bank:
    one forged request returned the keys to a hundred million records.
    """
    if not instance.profile_arn:
        return passed("The instance has no role.")
    if instance.metadata.token_required or not instance.metadata.enabled:
        return passed()
    paths = [str(one) for one in known(instance.internet_paths)]
    if paths:
        role = instance.profile_arn.rpartition("/")[2]
        return failed(f"IMDSv1 and profile {role} are reachable at {_first_few(paths)}.")
    return passed("The internet does not reach the instance.")
