"""Rules about databases, brokers and search engines that must not be open to the internet."""

from posture.checks.aws.ec2_port import (
    BROKERS,
    CASSANDRA,
    KAFKA,
    MEMCACHED,
    MONGODB,
    MYSQL,
    ORACLE,
    POSTGRESQL,
    REDIS,
    SEARCH,
    SQL_SERVER,
    closed,
)
from posture.domain.aws.assets.security_group import SecurityGroup
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict

ADMIT_GROUP = "Admit the security group of the application instead of addresses."
RDS_DOCS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html"


@check(
    severity=Severity.HIGH,
    remediation=ADMIT_GROUP,
    cli="""
        aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port 3306 \\
          --cidr 0.0.0.0/0
    """,
    reference=RDS_DOCS,
)
def aws_ec2_security_group_mysql_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps MySQL and MariaDB closed to the internet.

    Bots try root and the application's defaults on every open 3306, then drop the tables and
    leave a ransom note.
    """
    return closed(group, MYSQL)


@check(
    severity=Severity.HIGH,
    remediation=ADMIT_GROUP,
    cli="""
        aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port 5432 \\
          --cidr 0.0.0.0/0
    """,
    reference=RDS_DOCS,
)
def aws_ec2_security_group_postgresql_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps PostgreSQL and its pooler closed to the internet.

    A superuser's password is also a shell: COPY … PROGRAM runs commands on the machine.
    """
    return closed(group, POSTGRESQL)


@check(
    severity=Severity.HIGH,
    remediation=ADMIT_GROUP,
    reference=RDS_DOCS,
)
def aws_ec2_security_group_sql_server_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps SQL Server and its browser closed to the internet.

    The browser on UDP 1434 tells strangers which instances there are; xp_cmdshell turns a guessed
    `sa` password into the machine.
    """
    return closed(group, SQL_SERVER)


@check(
    severity=Severity.HIGH,
    remediation=ADMIT_GROUP,
    reference=RDS_DOCS,
)
def aws_ec2_security_group_oracle_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps Oracle's listener closed to the internet.

    The listener names its databases to anyone, and is where known default accounts are tried.
    """
    return closed(group, ORACLE)


@check(
    severity=Severity.HIGH,
    remediation=ADMIT_GROUP,
    reference="https://docs.aws.amazon.com/documentdb/latest/developerguide/vpc-clusters.html",
)
def aws_ec2_security_group_mongodb_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps MongoDB closed to the internet.

    MongoDB starts without access control; tens of thousands of open ones were emptied for ransom.
    """
    return closed(group, MONGODB)


@check(
    severity=Severity.HIGH,
    remediation=ADMIT_GROUP,
    reference="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VPCs.EC.html",
)
def aws_ec2_security_group_redis_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps Redis and Valkey closed to the internet.

    Without a password anyone reads every session, and writes an SSH key to the machine's disk.
    """
    return closed(group, REDIS)


@check(
    severity=Severity.HIGH,
    remediation=ADMIT_GROUP,
    reference="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VPCs.EC.html",
)
def aws_ec2_security_group_memcached_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps Memcached closed to the internet, over TCP and over UDP.

    It has no login at all, and over UDP it multiplies an attacker's traffic by fifty thousand.
    """
    return closed(group, MEMCACHED)


@check(
    severity=Severity.HIGH,
    remediation=ADMIT_GROUP,
    reference="https://docs.aws.amazon.com/keyspaces/latest/devguide/vpc-endpoints.html",
)
def aws_ec2_security_group_cassandra_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps Cassandra, its gossip, JMX and OpsCenter closed to the internet.

    JMX on 7199 runs code without login by default, and gossip lets a stranger's node join.
    """
    return closed(group, CASSANDRA)


@check(
    severity=Severity.HIGH,
    remediation="Use a domain inside the VPC, and sign in to its dashboards.",
    reference="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html",
)
def aws_ec2_security_group_search_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps Elasticsearch, OpenSearch and their dashboards closed to the internet.

    Open search clusters hold logs and customer records in full text, and answer anyone's query.
    """
    return closed(group, SEARCH)


@check(
    severity=Severity.HIGH,
    remediation="Admit producers and consumers by security group, with TLS and SASL or IAM.",
    reference="https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html",
)
def aws_ec2_security_group_kafka_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps Kafka brokers and ZooKeeper closed to the internet.

    A plain broker lets anyone read every topic and write false events; ZooKeeper lets them
    reconfigure the cluster.
    """
    return closed(group, KAFKA)


@check(
    severity=Severity.HIGH,
    remediation="Make the broker private and admit its clients by security group.",
    reference="https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/using-amazon-mq-securely.html",
)
def aws_ec2_security_group_brokers_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps RabbitMQ, ActiveMQ and MQTT brokers and consoles closed to the internet.

    ActiveMQ's 61616 ran attackers' code before any login, and RabbitMQ ships with guest/guest.
    """
    return closed(group, BROKERS)
