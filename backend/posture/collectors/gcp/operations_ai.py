"""Reads of Vertex AI, notebooks, agents and data stores."""

from typing import Final

from posture.collectors.gcp.operation import Operation, anywhere, located, locations, vertex

OPERATIONS: Final = {
    "dialogflow:projects.locations.list": locations("dialogflow", "v3", ""),
    "dialogflow:projects.locations.agents.list": located(
        "dialogflow", "v3", "agents", "dialogflow.agents.list"
    )._replace(regional=True),
    "dialogflow:projects.locations.securitySettings.list": located(
        "dialogflow", "v3", "securitySettings", "dialogflow.securitySettings.list"
    )._replace(regional=True),
    "dialogflow:projects.locations.agents.webhooks.list": Operation(
        "dialogflow",
        "v3/{parent}/webhooks",
        "dialogflow.webhooks.list",
        "webhooks",
        query="pageSize=100",
        regional=True,
    ),
    "discoveryengine:projects.locations.collections.dataStores.list": Operation(
        "discoveryengine",
        "v1/projects/{project}/locations/{location}/collections/default_collection/dataStores",
        "discoveryengine.dataStores.list",
        "dataStores",
        query="pageSize=50",
        regional=True,
    ),
    "aiplatform:projects.locations.list": locations(
        "aiplatform", "v1", "aiplatform.locations.list"
    ),
    "aiplatform:projects.locations.endpoints.list": vertex("endpoints", "endpoints"),
    "aiplatform:projects.locations.indexEndpoints.list": vertex("indexEndpoints", "indexEndpoints"),
    "aiplatform:projects.locations.models.list": vertex("models", "models"),
    "aiplatform:projects.locations.datasets.list": vertex("datasets", "datasets"),
    "aiplatform:projects.locations.featurestores.list": vertex("featurestores", "featurestores"),
    "aiplatform:projects.locations.featureOnlineStores.list": vertex(
        "featureOnlineStores", "featureOnlineStores"
    ),
    # Finished jobs are kept for ever, so only those that run are listed.
    "aiplatform:projects.locations.customJobs.list": vertex("customJobs", "customJobs")._replace(
        query="filter=state%3D%22JOB_STATE_RUNNING%22&pageSize=100"
    ),
    "aiplatform:projects.locations.notebookRuntimeTemplates.list": vertex(
        "notebookRuntimeTemplates", "notebookRuntimeTemplates"
    ),
    "aiplatform:projects.locations.reasoningEngines.list": vertex(
        "reasoningEngines", "reasoningEngines"
    ),
    "notebooks:projects.locations.instances.list": anywhere(
        "notebooks", "v2", "instances", "notebooks.instances.list"
    ),
    "notebooks:projects.locations.instances.getIamPolicy": Operation(
        "notebooks",
        "v2/{path}:getIamPolicy",
        "notebooks.instances.getIamPolicy",
        query="options.requestedPolicyVersion=3",
    ),
}
