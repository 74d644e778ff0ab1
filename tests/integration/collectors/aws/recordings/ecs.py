"""ECS: a service with public addresses on an old Fargate, in a cluster without records."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:ecs:{HOME}:{ACCOUNT_ID}"
CLUSTER, SERVICE = f"{PLACE}:cluster/main", f"{PLACE}:service/main/web"
KINDS = {"EcsCluster", "EcsService"}
LISTINGS = {"ecs:ListClusters"}
ANSWERS: dict[str, Recording] = {
    "ecs:ListClusters": {"clusterArns": [CLUSTER]},
    "ecs:DescribeClusters": {
        "clusters": [
            {
                "clusterArn": CLUSTER,
                "clusterName": "main",
                "status": "ACTIVE",
                "configuration": {"executeCommandConfiguration": {"logging": "NONE"}},
                "settings": [{"name": "containerInsights", "value": "disabled"}],
            },
            {"clusterArn": f"{CLUSTER}-old", "clusterName": "main-old", "status": "INACTIVE"},
        ],
        "failures": [],
    },
    "ecs:ListServices": {"serviceArns": [SERVICE]},
    "ecs:DescribeServices": {
        "services": [
            {
                "serviceArn": SERVICE,
                "serviceName": "web",
                "status": "ACTIVE",
                "platformFamily": "Linux",
                "platformVersion": "1.3.0",
                "enableExecuteCommand": True,
                "networkConfiguration": {
                    "awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "ENABLED"}
                },
            }
        ],
        "failures": [],
    },
}
FAILED = {
    CLUSTER: {"ecs_cluster_container_insights_enabled", "ecs_cluster_exec_sessions_recorded"},
    SERVICE: {
        "ecs_service_public_ip_disabled",
        "ecs_service_exec_disabled",
        "ecs_service_fargate_version_current",
    },
}
CALLS: dict[str, int] = {}
