"""Checks of instances of Cloud SQL."""

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.sql import SqlInstance
from posture.domain.network import covered
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://cloud.google.com/sql/docs"
NOT_PRIMARY = not_applicable("Its primary instance decides about it.")


@check(
    severity=Severity.CRITICAL,
    finding_title="Database is open to the internet",
    remediation="Remove the public address, or the ranges that are the whole internet.",
    cli="gcloud sql instances patch NAME --authorized-networks=RANGES",
    terraform="""
        resource "google_sql_database_instance" "this" {
          settings {
            ip_configuration {
              ipv4_enabled = false
            }
          }
        }
    """,
    reference=f"{DOCS}/mysql/authorize-networks",
)
def gcp_sql_instance_not_open_to_world(instance: SqlInstance) -> Verdict:
    """Database does not let the whole internet connect.

    One weak password then exposes all data. Ranges that have expired do not count, and ranges that
    together are the whole internet do.
    """
    if not known(instance.public):
        return passed()
    found = covered(known(instance.networks))
    return failed(f"The networks are together {', '.join(sorted(found))}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Database has a public address",
    remediation="Use a private address, and remove the public one.",
    cli="gcloud sql instances patch NAME --network=NETWORK --no-assign-ip",
    terraform="""
        resource "google_sql_database_instance" "this" {
          settings {
            ip_configuration {
              ipv4_enabled    = false
              private_network = google_compute_network.this.id
            }
          }
        }
    """,
    reference=f"{DOCS}/mysql/private-ip",
)
def gcp_sql_instance_no_public_ip(instance: SqlInstance) -> Verdict:
    """Database has no public address.

    With one, a single wrong network opens it to everyone.
    """
    if not known(instance.primary):
        return NOT_PRIMARY
    return failed("It has a public address.") if known(instance.public) else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Database accepts connections without TLS",
    remediation="Require TLS, and better a client certificate.",
    cli="gcloud sql instances patch NAME --ssl-mode=ENCRYPTED_ONLY",
    terraform="""
        resource "google_sql_database_instance" "this" {
          settings {
            ip_configuration {
              ssl_mode = "ENCRYPTED_ONLY"
            }
          }
        }
    """,
    reference=f"{DOCS}/mysql/configure-ssl-instance",
)
def gcp_sql_instance_ssl_required(instance: SqlInstance) -> Verdict:
    """Database refuses connections without TLS.

    Passwords and data cross the network in the clear otherwise.
    """
    return failed("TLS is optional.") if known(instance.ssl) == "optional" else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Database is not backed up",
    remediation="Enable automated backups.",
    cli="gcloud sql instances patch NAME --backup-start-time=02:00",
    terraform="""
        resource "google_sql_database_instance" "this" {
          settings {
            backup_configuration {
              enabled = true
            }
          }
        }
    """,
    reference=f"{DOCS}/mysql/backup-recovery/backups",
)
def gcp_sql_instance_backups_enabled(instance: SqlInstance) -> Verdict:
    """Database is backed up automatically.

    Otherwise a mistake or an attacker deletes data for good.
    """
    if not known(instance.primary):
        return NOT_PRIMARY
    return passed() if known(instance.backups) else failed("Automated backups are off.")


@check(
    severity=Severity.LOW,
    finding_title="Database cannot be restored to a moment",
    remediation="Enable point-in-time recovery.",
    cli="gcloud sql instances patch NAME --enable-point-in-time-recovery",
    terraform="""
        resource "google_sql_database_instance" "this" {
          settings {
            backup_configuration {
              enabled                        = true
              point_in_time_recovery_enabled = true
            }
          }
        }
    """,
    reference=f"{DOCS}/postgres/backup-recovery/pitr",
)
def gcp_sql_instance_point_in_time_recovery_enabled(instance: SqlInstance) -> Verdict:
    """Database can be restored to the moment before a mistake.

    A backup alone loses what was written after it.
    """
    if not known(instance.primary):
        return NOT_PRIMARY
    return passed() if known(instance.point_in_time) else failed("The logs are not kept.")


@check(
    severity=Severity.LOW,
    finding_title="Database can be deleted by one command",
    remediation="Enable deletion protection of the instance.",
    cli="gcloud sql instances patch NAME --deletion-protection",
    terraform="""
        resource "google_sql_database_instance" "this" {
          settings {
            deletion_protection_enabled = true
          }
        }
    """,
    reference=f"{DOCS}/mysql/deletion-protection",
)
def gcp_sql_instance_deletion_protected(instance: SqlInstance) -> Verdict:
    """Database is protected from deletion.

    The attribute deletion_protection of Terraform is another one: it binds Terraform alone.
    """
    if known(instance.deletion_protected):
        return passed()
    return failed("Deletion protection is off.")


@check(
    severity=Severity.LOW,
    finding_title="Database is encrypted with a key of Google",
    remediation="Make the instance again with a key of Cloud KMS.",
    cli="gcloud sql instances create NAME --disk-encryption-key=KEY",
    terraform="""
        resource "google_sql_database_instance" "this" {
          encryption_key_name = google_kms_crypto_key.this.id
        }
    """,
    reference=f"{DOCS}/mysql/configure-cmek",
)
def gcp_sql_instance_customer_managed_key(instance: SqlInstance) -> Verdict:
    """Database is encrypted with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    return passed() if known(instance.customer_key) else failed("The key is managed by Google.")


@check(
    severity=Severity.HIGH,
    finding_title="MySQL's root may connect from everywhere",
    remediation="Limit the host of root, or delete the user.",
    cli="gcloud sql users delete root --host=% --instance=NAME",
    terraform="""
        resource "google_sql_user" "this" {
          name = "root"
          host = "10.0.0.1"
        }
    """,
    reference=f"{DOCS}/mysql/users",
)
def gcp_sql_mysql_root_host_restricted(instance: SqlInstance) -> Verdict:
    """MySQL's root may connect from certain hosts alone.

    Everyone knows the name, so only the password is left to guess.
    """
    if known(instance.engine) != "MYSQL":
        return not_applicable("It is not MySQL.")
    roots = [one for one in known(instance.users) if one.name == "root"]
    everywhere = any(one.host in {"", "%"} for one in roots)
    return failed("root may connect from every host.") if everywhere else passed()
