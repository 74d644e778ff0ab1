"""API Gateway: an open REST API with a careless stage, an open HTTP API and an old domain."""

from tests.emulator.account.account import HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:apigateway:{HOME}::"
REST, HTTP = f"{PLACE}/restapis/r1", f"{PLACE}/apis/h1"
DOMAIN = f"{PLACE}/domainnames/api.example.com"
SERVICES = {"apigateway"}
LISTINGS = {"apigateway:GetRestApis", "apigateway:GetDomainNames", "apigatewayv2:GetApis"}
ANSWERS: dict[str, Recording] = {
    "apigateway:GetRestApis": {
        "item": [
            {
                "id": "r1",
                "name": "orders",
                "endpointConfiguration": {"types": ["REGIONAL"]},
                "policy": (
                    '{\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Principal\\":\\"*\\",'
                    '\\"Action\\":\\"execute-api:Invoke\\",\\"Resource\\":\\"*\\"}]}'
                ),
            }
        ]
    },
    "apigateway:GetStages": {
        "item": [
            {
                "stageName": "live",
                "cacheClusterEnabled": True,
                "variables": {"db_password": "Zk3-mX9q!rT7"},
                "methodSettings": {
                    "*/*": {
                        "loggingLevel": "INFO",
                        "dataTraceEnabled": True,
                        "cachingEnabled": True,
                        "cacheDataEncrypted": False,
                    },
                    "orders/GET": {"loggingLevel": "OFF"},
                },
            }
        ]
    },
    "apigateway:GetResources": {
        "item": [
            {
                "id": "1",
                "path": "/orders",
                "resourceMethods": {
                    "GET": {"authorizationType": "NONE", "apiKeyRequired": False},
                    "OPTIONS": {"authorizationType": "NONE"},
                },
            },
            {"id": "2", "path": "/"},
        ]
    },
    "apigateway:GetDomainNames": {"item": [{"domainName": "api.example.com"}]},
    "apigateway:GetBasePathMappings": {"item": [{"basePath": "orders", "restApiId": "r1"}]},
    "apigatewayv2:GetApis": {
        "items": [
            {
                "apiId": "h1",
                "name": "shop",
                "protocolType": "HTTP",
                "corsConfiguration": {"allowOrigins": ["*"]},
            }
        ]
    },
    "apigatewayv2:GetRoutes": {"items": [{"routeKey": "GET /"}, {"routeKey": "OPTIONS /"}]},
    "apigatewayv2:GetStages": {"items": [{"stageName": "$default"}]},
    "apigatewayv2:GetIntegrations": {
        "items": [{"integrationId": "i1", "connectionType": "VPC_LINK"}]
    },
}
STAGE = (
    "executions_logged",
    "access_logged",
    "bodies_not_logged",
    "traced",
    "waf_attached",
    "client_certificate_set",
    "caches_encrypted",
    "variables_without_secrets",
    "methods_authorized",
    "default_endpoint_disabled",
)
FAILED = {
    REST: {f"apigateway_rest_api_{one}" for one in STAGE},
    HTTP: {
        "apigateway_http_api_routes_authorized",
        "apigateway_http_api_access_logged",
        "apigateway_http_api_links_encrypted",
        "apigateway_http_api_origins_named",
    },
    DOMAIN: {"apigateway_domain_old_tls_refused"},
}
CALLS: dict[str, int] = {}
