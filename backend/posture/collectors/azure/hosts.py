"""The hosts of the Azure clouds: public, US Government and China."""

from typing import NamedTuple

from posture.domain.azure.connection import AzureEnvironment


class Hosts(NamedTuple):
    """Where to sign in, and where the APIs are; URLs without a slash at the end."""

    authority: str
    resource_manager: str
    graph: str


HOSTS = {
    AzureEnvironment.PUBLIC: Hosts(
        "https://login.microsoftonline.com",
        "https://management.azure.com",
        "https://graph.microsoft.com",
    ),
    AzureEnvironment.US_GOVERNMENT: Hosts(
        "https://login.microsoftonline.us",
        "https://management.usgovcloudapi.net",
        "https://graph.microsoft.us",
    ),
    AzureEnvironment.CHINA: Hosts(
        "https://login.chinacloudapi.cn",
        "https://management.chinacloudapi.cn",
        "https://microsoftgraph.chinacloudapi.cn",
    ),
}
