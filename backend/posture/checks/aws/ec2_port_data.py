"""Checks of databases, brokers and search engines that must not be open to the internet."""

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
    closed_to_internet,
)
from posture.domain.aws.assets.security_group import SecurityGroup
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict

ALLOW_GROUP = "Allow the security group of the application instead of addresses."
RDS_DOCS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html"


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens MySQL or MariaDB to the internet",
    remediation=ALLOW_GROUP,
    cli="""
        aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port 3306 \\
          --cidr 0.0.0.0/0
    """,
    reference=RDS_DOCS,
)
def aws_ec2_security_group_mysql_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps MySQL and MariaDB closed to the internet.

    Bots try root and common passwords on every open port 3306, then delete the tables and leave
    a ransom note.
    """
    return closed_to_internet(group, MYSQL)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens PostgreSQL to the internet",
    remediation=ALLOW_GROUP,
    cli="""
        aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port 5432 \\
          --cidr 0.0.0.0/0
    """,
    reference=RDS_DOCS,
)
def aws_ec2_security_group_postgresql_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps PostgreSQL and PgBouncer closed to the internet.

    The password of a superuser also gives a shell: COPY … PROGRAM runs commands on the machine.
    """
    return closed_to_internet(group, POSTGRESQL)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens SQL Server to the internet",
    remediation=ALLOW_GROUP,
    reference=RDS_DOCS,
)
def aws_ec2_security_group_sql_server_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps SQL Server and its browser closed to the internet.

    The browser on UDP 1434 reveals which instances exist, and with xp_cmdshell a guessed `sa`
    password gives control of the machine.
    """
    return closed_to_internet(group, SQL_SERVER)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens Oracle Database to the internet",
    remediation=ALLOW_GROUP,
    reference=RDS_DOCS,
)
def aws_ec2_security_group_oracle_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps Oracle's listener closed to the internet.

    The listener reveals its databases to anyone, and attackers try known default accounts
    there.
    """
    return closed_to_internet(group, ORACLE)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens MongoDB to the internet",
    remediation=ALLOW_GROUP,
    reference="https://docs.aws.amazon.com/documentdb/latest/developerguide/vpc-clusters.html",
)
def aws_ec2_security_group_mongodb_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps MongoDB closed to the internet.

    MongoDB starts without access control. Tens of thousands of open databases were emptied for
    ransom.
    """
    return closed_to_internet(group, MONGODB)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens Redis or Valkey to the internet",
    remediation=ALLOW_GROUP,
    reference="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VPCs.EC.html",
)
def aws_ec2_security_group_redis_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps Redis and Valkey closed to the internet.

    Without a password, anyone can read every session, and write an SSH key to the machine's
    disk.
    """
    return closed_to_internet(group, REDIS)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens Memcached to the internet",
    remediation=ALLOW_GROUP,
    reference="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VPCs.EC.html",
)
def aws_ec2_security_group_memcached_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps Memcached closed to the internet, over TCP and over UDP.

    Memcached has no login by default, and over UDP it multiplies an attacker's traffic by fifty
    thousand.
    """
    return closed_to_internet(group, MEMCACHED)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens Cassandra to the internet",
    remediation=ALLOW_GROUP,
    reference="https://docs.aws.amazon.com/keyspaces/latest/devguide/vpc-endpoints.html",
)
def aws_ec2_security_group_cassandra_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps Cassandra, its gossip, JMX and OpsCenter closed to the internet.

    JMX on port 7199 runs code without a login by default, and gossip lets a stranger's node
    join the cluster.
    """
    return closed_to_internet(group, CASSANDRA)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens Elasticsearch or OpenSearch to the internet",
    remediation="Use a domain inside the VPC, and require a login for its dashboards.",
    reference="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html",
)
def aws_ec2_security_group_search_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps Elasticsearch, OpenSearch and their dashboards closed to the internet.

    Open search clusters hold logs and customer records in full text, and answer anyone's query.
    """
    return closed_to_internet(group, SEARCH)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens Kafka or ZooKeeper to the internet",
    remediation="Allow producers and consumers by security group, with TLS and SASL or IAM.",
    reference="https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html",
)
def aws_ec2_security_group_kafka_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps Kafka brokers and ZooKeeper closed to the internet.

    A broker without authentication lets anyone read every topic and write false events.
    ZooKeeper lets them reconfigure the cluster.
    """
    return closed_to_internet(group, KAFKA)


@check(
    severity=Severity.HIGH,
    finding_title="Security group opens RabbitMQ, ActiveMQ or MQTT to the internet",
    remediation="Make the broker private, and allow its clients by security group.",
    reference="https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/using-amazon-mq-securely.html",
)
def aws_ec2_security_group_brokers_closed_to_internet(group: SecurityGroup) -> Verdict:
    """Security group keeps RabbitMQ, ActiveMQ and MQTT brokers and consoles closed to the internet.

    ActiveMQ's port 61616 let attackers run code before any login, and RabbitMQ is delivered
    with the user guest/guest.
    """
    return closed_to_internet(group, BROKERS)
