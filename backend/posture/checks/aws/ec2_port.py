"""Checks of well-known services that a security group must not open to the internet."""

from datetime import date
from typing import NamedTuple

from posture.checks.aws.ec2_security_group import RULES_DOCS, from_world
from posture.domain.aws.assets.security_group import SecurityGroup
from posture.domain.aws.firewall import ANY_PROTOCOL, FirewallRule
from posture.domain.check import Severity, check
from posture.domain.dated import DatedTable
from posture.domain.verdict import Verdict, failed, passed


class Service(NamedTuple):
    """The ports that a kind of software listens on."""

    tcp: tuple[int, ...] = ()
    udp: tuple[int, ...] = ()

    def opened_by(self, rule: FirewallRule) -> list[str]:
        """Return the ports that a rule applies to, with their protocols."""
        if rule.protocol == ANY_PROTOCOL:
            return [*(f"tcp/{one}" for one in self.tcp), *(f"udp/{one}" for one in self.udp)]
        ports = self.tcp if rule.protocol == "tcp" else self.udp if rule.protocol == "udp" else ()
        if rule.ports is None:
            return []
        first, last = rule.ports
        return [f"{rule.protocol}/{one}" for one in ports if first <= one <= last]


SERVICES: DatedTable[Service] = DatedTable(
    source="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19",
    read_on=date(2026, 11, 29),
    note=(
        "The page has the ports of high risk. The other ports are defaults of the named software; "
        "IANA's registry could not be read."
    ),
    rows={
        "ssh": Service(tcp=(22,)),
        "rdp": Service(tcp=(3389,), udp=(3389,)),
        "remote_control": Service(tcp=(5500, 5800, 5900, 5901, 5938, 5985, 5986)),
        "telnet": Service(tcp=(23,)),
        "ftp": Service(tcp=(20, 21)),
        "windows_files": Service(tcp=(135, 137, 138, 139, 445), udp=(137, 138)),
        "unix_files": Service(tcp=(111, 873, 2049), udp=(111, 2049)),
        "directory": Service(tcp=(88, 389, 464, 636, 749, 750, 3268, 3269), udp=(88, 389, 464)),
        "mysql": Service(tcp=(3306, 33060)),
        "postgresql": Service(tcp=(5432, 6432)),
        "sql_server": Service(tcp=(1433, 1434), udp=(1434,)),
        "oracle": Service(tcp=(1521, 2483, 2484)),
        "mongodb": Service(tcp=(27017, 27018, 27019)),
        "redis": Service(tcp=(6379, 6380)),
        "memcached": Service(tcp=(11211,), udp=(11211,)),
        "cassandra": Service(tcp=(7000, 7001, 7199, 8888, 9042, 9160)),
        "search": Service(tcp=(5601, 9200, 9300)),
        "kafka": Service(tcp=(2181, 9092, 9094, 9096, 9098)),
        "brokers": Service(
            tcp=(1883, 4369, 5671, 5672, 8161, 8883, 15671, 15672, 25672, 61613, 61616)
        ),
        "kubernetes": Service(tcp=(2379, 2380, 6443, 10250, 10255, 10257, 10259)),
        "docker": Service(tcp=(2375, 2376, 2377)),
        "mail": Service(tcp=(25, 110, 143)),
        "development": Service(tcp=(3000, 4333, 5000, 8080, 8088)),
        "amplifiers": Service(udp=(19, 53, 69, 123, 161, 1900)),
    },
)
SSH = SERVICES.rows["ssh"]
RDP = SERVICES.rows["rdp"]
REMOTE_CONTROL = SERVICES.rows["remote_control"]
TELNET = SERVICES.rows["telnet"]
FTP = SERVICES.rows["ftp"]
WINDOWS_FILES = SERVICES.rows["windows_files"]
UNIX_FILES = SERVICES.rows["unix_files"]
DIRECTORY = SERVICES.rows["directory"]
MYSQL = SERVICES.rows["mysql"]
POSTGRESQL = SERVICES.rows["postgresql"]
SQL_SERVER = SERVICES.rows["sql_server"]
ORACLE = SERVICES.rows["oracle"]
MONGODB = SERVICES.rows["mongodb"]
REDIS = SERVICES.rows["redis"]
MEMCACHED = SERVICES.rows["memcached"]
CASSANDRA = SERVICES.rows["cassandra"]
SEARCH = SERVICES.rows["search"]
KAFKA = SERVICES.rows["kafka"]
BROKERS = SERVICES.rows["brokers"]
KUBERNETES = SERVICES.rows["kubernetes"]
DOCKER = SERVICES.rows["docker"]
MAIL = SERVICES.rows["mail"]
DEVELOPMENT = SERVICES.rows["development"]
AMPLIFIERS = SERVICES.rows["amplifiers"]


def closed_to_internet(group: SecurityGroup, service: Service) -> Verdict:
    """Return a pass if the group opens none of the service's ports to the internet."""
    rules = tuple(rule for rule in group.ingress if service.opened_by(rule))
    if not rules:
        return passed()
    open_ports = dict.fromkeys(
        port for rule in from_world(group, rules) for port in service.opened_by(rule)
    )
    if open_ports:
        return failed(f"Open to the internet: {', '.join(open_ports)}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens SSH to the internet",
    remediation="Use Session Manager or EC2 Instance Connect, or allow only your own addresses.",
    cli="""
        aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port 22 \\
          --cidr 0.0.0.0/0
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-13",
)
def aws_ec2_security_group_ssh_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps SSH closed to the internet.

    Attackers try stolen keys and guessed passwords on every open address within minutes, and
    one success gives them a shell.
    """
    return closed_to_internet(group, SSH)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens Remote Desktop to the internet",
    remediation="Use Fleet Manager's Remote Desktop, or allow only your own addresses.",
    cli="""
        aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port 3389 \\
          --cidr 0.0.0.0/0
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-14",
)
def aws_ec2_security_group_rdp_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps Remote Desktop closed to the internet.

    Most ransomware enters through open Remote Desktop: with guessed passwords, or through flaws
    that need no password at all.
    """
    return closed_to_internet(group, RDP)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens VNC, TeamViewer or WinRM to the internet",
    remediation="Use remote desktops and Windows management over a VPN or Session Manager.",
    reference="https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html",
)
def aws_ec2_security_group_remote_control_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps VNC, TeamViewer and Windows remote management closed to the internet.

    A VNC password has at most eight characters and protects a whole desktop, and WinRM runs
    commands for anyone who has a password.
    """
    return closed_to_internet(group, REMOTE_CONTROL)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens Telnet to the internet",
    remediation="Turn Telnet off and use SSH through Session Manager.",
    reference=RULES_DOCS,
)
def aws_ec2_security_group_telnet_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps Telnet closed to the internet.

    Telnet sends passwords in clear text, so anybody on the path can read them. Many worms
    spread over Telnet.
    """
    return closed_to_internet(group, TELNET)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens FTP to the internet",
    remediation="Use SFTP, with AWS Transfer Family or over SSH, from known addresses.",
    reference="https://docs.aws.amazon.com/transfer/latest/userguide/what-is-aws-transfer-family.html",
)
def aws_ec2_security_group_ftp_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps FTP closed to the internet.

    FTP encrypts neither passwords nor files, and many servers accept the user `anonymous`.
    """
    return closed_to_internet(group, FTP)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens SMB, NetBIOS or Windows RPC to the internet",
    remediation="Share files inside the network, by VPN or with Amazon FSx.",
    reference="https://docs.aws.amazon.com/fsx/latest/WindowsGuide/limit-access-security-groups.html",
)
def aws_ec2_security_group_windows_files_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps SMB, NetBIOS and Windows RPC closed to the internet.

    WannaCry and NotPetya spread over SMB on port 445 without any password.
    """
    return closed_to_internet(group, WINDOWS_FILES)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens NFS or rsync to the internet",
    remediation="Allow the security groups of the clients instead of addresses.",
    reference="https://docs.aws.amazon.com/efs/latest/ug/network-access.html",
)
def aws_ec2_security_group_unix_files_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps NFS, its port mapper and rsync closed to the internet.

    NFS trusts the user id that the client claims, so anyone who can reach an export can read it.
    """
    return closed_to_internet(group, UNIX_FILES)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens LDAP or Kerberos to the internet",
    remediation="Allow only the networks whose machines use the directory.",
    reference=(
        "https://docs.aws.amazon.com/directoryservice/latest/admin-guide/"
        "ms_ad_getting_started_what_gets_created.html"
    ),
)
def aws_ec2_security_group_directory_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps LDAP and Kerberos closed to the internet.

    A directory reveals the names of all users, and issues Kerberos tickets whose passwords can
    be guessed offline.
    """
    return closed_to_internet(group, DIRECTORY)


@check(
    severity=Severity.CRITICAL,
    finding_title="Security group opens Kubernetes control ports to the internet",
    remediation="Make the API server's endpoint private, and allow only the cluster's groups.",
    reference="https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html",
)
def aws_ec2_security_group_kubernetes_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps the Kubernetes API, kubelet and etcd closed to the internet.

    etcd holds every secret of the cluster, and a kubelet runs commands in every pod of its
    node.
    """
    return closed_to_internet(group, KUBERNETES)


@check(
    severity=Severity.CRITICAL,
    finding_title="Security group opens the Docker API to the internet",
    remediation="Listen on the local socket, or on the private network with client certificates.",
    reference=RULES_DOCS,
)
def aws_ec2_security_group_docker_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps the Docker API closed to the internet.

    The Docker API asks for no password: one request can mount the machine's disk and take the
    machine over.
    """
    return closed_to_internet(group, DOCKER)


@check(
    severity=Severity.MEDIUM,
    finding_title="Security group opens SMTP, POP3 or IMAP to the internet",
    remediation="Send mail with Amazon SES, and read it over TLS from known addresses.",
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19",
)
def aws_ec2_security_group_mail_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps SMTP, POP3 and IMAP in clear text closed to the internet.

    Open mail ports can relay spam in your name, and give mailboxes to anyone who guesses a
    password.
    """
    return closed_to_internet(group, MAIL)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens development ports to the internet",
    remediation="Allow only developers' networks, and serve users over HTTPS from a load balancer.",
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19",
)
def aws_ec2_security_group_development_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps development servers and admin consoles closed to the internet.

    Debug servers, dashboards and job consoles usually listen on 3000, 5000 or 8080. They are
    made for colleagues, often without a login.
    """
    return closed_to_internet(group, DEVELOPMENT)


@check(
    severity=Severity.MEDIUM,
    finding_title="Security group opens UDP services that amplify attacks",
    remediation="Allow only the networks that use the service.",
    reference=(
        "https://docs.aws.amazon.com/whitepapers/latest/aws-best-practices-ddos-resiliency/"
        "infrastructure-layer-attacks.html"
    ),
)
def aws_ec2_security_group_amplifiers_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps DNS, NTP, SNMP, TFTP, SSDP and chargen over UDP closed to the internet.

    These services answer a small forged request with a large answer. Attackers use them to
    flood others, at your cost and from your address.
    """
    return closed_to_internet(group, AMPLIFIERS)
