"""Checks of Amazon Lightsail: what of its instances, databases and buckets is public."""

from posture.domain.aws.assets.lightsail import (
    LightsailBucket,
    LightsailDatabase,
    LightsailInstance,
)
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/lightsail/latest/userguide"


@check(
    severity=Severity.HIGH,
    finding_title="Lightsail instance opens a port for logins to the internet",
    remediation="Open SSH and RDP to known addresses only; the console's own client stays allowed.",
    cli="""
        aws lightsail put-instance-public-ports --instance-name INSTANCE \\
          --port-infos fromPort=22,toPort=22,protocol=tcp,cidrs=203.0.113.0/24
    """,
    terraform="""
        resource "aws_lightsail_instance_public_ports" "this" {
          instance_name = aws_lightsail_instance.this.name
          port_info {
            protocol  = "tcp"
            from_port = 22
            to_port   = 22
            cidrs     = ["203.0.113.0/24"]
          }
        }
    """,
    reference=f"{DOCS}/understanding-firewall-and-port-mappings-in-amazon-lightsail.html",
)
def aws_lightsail_instance_logins_closed_to_internet(instance: LightsailInstance) -> Verdict:
    """Lightsail instance opens no port for logins to the internet.

    Open ports are tried by attackers within minutes. New instances open SSH or RDP to everyone.
    """
    found = known(instance.open_logins)
    return failed(f"Open to everyone: {', '.join(map(str, found))}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Lightsail database is public",
    remediation="Turn off the public mode of the database.",
    cli="""
        aws lightsail update-relational-database --relational-database-name DATABASE \\
          --no-publicly-accessible
    """,
    terraform="""
        resource "aws_lightsail_database" "this" {
          publicly_accessible = false
        }
    """,
    reference=f"{DOCS}/amazon-lightsail-configuring-database-public-mode.html",
)
def aws_lightsail_database_private(database: LightsailDatabase) -> Verdict:
    """Lightsail database is private.

    Databases of Lightsail have no security groups: in public mode only a password protects them.
    """
    return failed("It is publicly accessible.") if known(database.public) else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Lightsail bucket is public, or its objects can be made public",
    remediation="Make all objects private.",
    cli="""
        aws lightsail update-bucket --bucket-name BUCKET \\
          --access-rules getObject=private,allowPublicOverrides=false
    """,
    reference=f"{DOCS}/amazon-lightsail-understanding-bucket-permissions.html",
)
def aws_lightsail_bucket_not_public(bucket: LightsailBucket) -> Verdict:
    """Lightsail bucket is private, with all its objects.

    Where single objects can be public, one upload with the wrong setting exposes a file.
    """
    if known(bucket.public):
        return failed("Everyone can read all objects.")
    if known(bucket.public_objects):
        return failed("Single objects can be made public.")
    return passed()
