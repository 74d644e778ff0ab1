"""Assets of Cloud SQL: instances."""

from typing import NamedTuple

from posture.domain.asset import Family
from posture.domain.evidence import Fact
from posture.domain.gcp.asset import GcpAsset


class DatabaseUser(NamedTuple):
    """A user of a database, and the hosts that it may connect from; `%` is all."""

    name: str
    host: str


class SqlInstance(GcpAsset, frozen=True, kw_only=True):
    """An instance.

    Attributes:
        engine: `MYSQL`, `POSTGRES` or `SQLSERVER`.
        primary: whether it is neither a replica nor a server elsewhere.
        public: whether it has a public address.
        networks: the ranges that may connect to the public address, without expired ones.
        ssl: `required`, `certificate` if clients need one, or `optional`.
        point_in_time: whether it can be restored to any moment.
        flags: the database flags that are set, with names and values in lower case.
        users: the users of MySQL; none for other engines.
    """

    service = "sql"
    family = Family.DATABASE
    host = "cloudsql"
    paths = ("projects/*/instances/*",)

    engine: Fact[str]
    primary: Fact[bool]
    public: Fact[bool]
    networks: Fact[tuple[str, ...]]
    ssl: Fact[str]
    backups: Fact[bool]
    point_in_time: Fact[bool]
    deletion_protected: Fact[bool]
    customer_key: Fact[bool]
    flags: Fact[dict[str, str]]
    users: Fact[tuple[DatabaseUser, ...]]
