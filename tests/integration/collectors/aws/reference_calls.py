"""The calls of one scan of the reference account, by name: all checks, one region.

A new type of asset adds one line for its listing. A line that is here never grows: what is known
of a type already has to do for its new checks, or the change says why another call is worth it.
"""

from collections.abc import Mapping

MADE_OFTEN: Mapping[str, int] = {
    "bedrock-agent:GetAgent": 2,
    "bedrock-agent:GetDataSource": 2,
    "bedrock-agent:GetFlow": 2,
    "bedrock-agent:GetPrompt": 2,
    "bedrock-agentcore-control:GetAgentRuntime": 2,
    "bedrock-agentcore-control:GetBrowser": 2,
    "bedrock-agentcore-control:GetCodeInterpreter": 2,
    "bedrock-agentcore-control:GetGateway": 2,
    "bedrock-agentcore-control:GetMemory": 2,
    "bedrock:GetGuardrail": 2,
    "cloudtrail:DescribeTrails": 2,
    "cloudtrail:GetEventSelectors": 3,
    "cloudtrail:GetInsightSelectors": 3,
    "cloudtrail:GetTrailStatus": 4,
    "ec2:DescribeImages": 2,
    "ec2:DescribeInstanceAttribute": 8,
    "ec2:DescribeLaunchTemplateVersions": 2,
    "ec2:DescribeSnapshots": 2,
    "ec2:DescribeVpcEndpointServicePermissions": 2,
    "ecr:DescribeImages": 4,
    "ecr:GetLifecyclePolicy": 4,
    "ecr:GetRepositoryPolicy": 4,
    "efs:DescribeBackupPolicy": 3,
    "efs:DescribeFileSystemPolicy": 3,
    "efs:DescribeMountTargets": 3,
    "elb:DescribeLoadBalancerAttributes": 2,
    "elb:DescribeLoadBalancerPolicies": 2,
    "elbv2:DescribeListeners": 5,
    "elbv2:DescribeLoadBalancerAttributes": 5,
    "elbv2:DescribeRules": 5,
    "iam:GetAccountAuthorizationDetails": 7,
    "iam:ListEntitiesForPolicy": 2,
    "kms:DescribeKey": 10,
    "kms:GetKeyPolicy": 8,
    "kms:GetKeyRotationStatus": 7,
    "lambda:GetCodeSigningConfig": 2,
    "lambda:GetFunctionCodeSigningConfig": 3,
    "lambda:GetFunctionConcurrency": 4,
    "lambda:GetPolicy": 4,
    "lambda:ListFunctionEventInvokeConfigs": 4,
    "lambda:ListFunctionUrlConfigs": 4,
    "lambda:ListFunctions": 2,
    "rds:DescribeDBParameters": 7,
    "rds:DescribeDBSnapshotAttributes": 3,
    "s3:GetBucketAcl": 11,
    "s3:GetBucketEncryption": 10,
    "s3:GetBucketLifecycleConfiguration": 9,
    "s3:GetBucketLogging": 11,
    "s3:GetBucketNotificationConfiguration": 9,
    "s3:GetBucketOwnershipControls": 9,
    "s3:GetBucketPolicy": 11,
    "s3:GetBucketReplication": 9,
    "s3:GetBucketVersioning": 11,
    "s3:GetObjectLockConfiguration": 9,
    "s3:GetPublicAccessBlock": 11,
    "s3:HeadBucket": 4,
    "s3:ListBuckets": 5,
    "sagemaker:DescribeDataQualityJobDefinition": 2,
    "sagemaker:DescribeDomain": 2,
    "sagemaker:DescribeEndpointConfig": 2,
    "sagemaker:DescribeFeatureGroup": 2,
    "sagemaker:DescribeModel": 3,
    "sagemaker:DescribeModelBiasJobDefinition": 2,
    "sagemaker:DescribeNotebookInstance": 3,
    "sagemaker:DescribeProcessingJob": 2,
    "sagemaker:DescribeTrainingJob": 2,
    "sagemaker:DescribeTransformJob": 2,
    "sagemaker:GetModelPackageGroupPolicy": 2,
    "secretsmanager:GetResourcePolicy": 7,
    "wafv2:GetWebACLForResource": 2,
}
_ONCE = """
accessanalyzer:ListAnalyzers
account:GetAlternateContact
acm-pca:ListCertificateAuthorities
acm:ListCertificates
amplify:ListApps
apigateway:GetDomainNames
apigateway:GetRestApis
apigatewayv2:GetApis
apprunner:ListServices
appsync:ListGraphqlApis
athena:GetWorkGroup
athena:ListWorkGroups
autoscaling:DescribeAutoScalingGroups
autoscaling:DescribeLaunchConfigurations
backup:ListBackupPlans
backup:ListBackupVaults
backup:ListProtectedResources
batch:DescribeJobDefinitions
bedrock-agent:ListAgents
bedrock-agent:ListDataSources
bedrock-agent:ListFlows
bedrock-agent:ListKnowledgeBases
bedrock-agent:ListPrompts
bedrock-agentcore-control:ListAgentRuntimes
bedrock-agentcore-control:ListBrowsers
bedrock-agentcore-control:ListCodeInterpreters
bedrock-agentcore-control:ListGateways
bedrock-agentcore-control:ListMemories
bedrock:GetCustomModel
bedrock:GetImportedModel
bedrock:GetModelCustomizationJob
bedrock:GetModelInvocationLoggingConfiguration
bedrock:ListCustomModels
bedrock:ListEnforcedGuardrailsConfiguration
bedrock:ListFoundationModels
bedrock:ListGuardrails
bedrock:ListImportedModels
bedrock:ListModelCustomizationJobs
bedrock:ListModelInvocationJobs
bedrock:ListProvisionedModelThroughputs
cloudformation:DescribeStacks
cloudfront:ListDistributions
cloudwatch:DescribeAlarms
codeartifact:ListDomains
codeartifact:ListRepositories
codebuild:ListProjects
codebuild:ListReportGroups
codepipeline:ListPipelines
cognito-identity:ListIdentityPools
cognito-idp:ListUserPools
comprehend:ListDocumentClassifiers
comprehend:ListEntityRecognizers
config:DescribeConfigurationRecorders
dax:DescribeClusters
dms:DescribeEndpoints
dms:DescribeReplicationInstances
dms:DescribeReplicationTasks
dynamodb:ListTables
ec2:DescribeAddresses
ec2:DescribeClientVpnEndpoints
ec2:DescribeFlowLogs
ec2:DescribeInstanceTypes
ec2:DescribeInstances
ec2:DescribeLaunchTemplates
ec2:DescribeNetworkAcls
ec2:DescribeNetworkInterfaces
ec2:DescribeRouteTables
ec2:DescribeSecurityGroups
ec2:DescribeSnapshotAttribute
ec2:DescribeSubnets
ec2:DescribeTransitGateways
ec2:DescribeVolumes
ec2:DescribeVpcBlockPublicAccessOptions
ec2:DescribeVpcEndpointServiceConfigurations
ec2:DescribeVpcEndpoints
ec2:DescribeVpcPeeringConnections
ec2:DescribeVpcs
ec2:DescribeVpnConnections
ec2:GetAllowedImagesSettings
ec2:GetEbsDefaultKmsKeyId
ec2:GetEbsEncryptionByDefault
ec2:GetImageBlockPublicAccessState
ec2:GetInstanceMetadataDefaults
ec2:GetManagedPrefixListEntries
ec2:GetSerialConsoleAccessStatus
ec2:GetSnapshotBlockPublicAccessState
ecr:DescribePullThroughCacheRules
ecr:DescribeRepositories
ecr:GetRegistryScanningConfiguration
ecs:ListClusters
ecs:ListTaskDefinitions
efs:DescribeAccessPoints
efs:DescribeFileSystems
eks:ListClusters
elasticache:DescribeCacheClusters
elasticache:DescribeReplicationGroups
elasticache:DescribeServerlessCaches
elasticbeanstalk:DescribeEnvironments
elb:DescribeLoadBalancers
elbv2:DescribeLoadBalancers
elbv2:DescribeSSLPolicies
elbv2:DescribeTargetGroups
emr:GetBlockPublicAccessConfiguration
emr:ListClusters
events:ListEventBuses
events:ListRules
firehose:ListDeliveryStreams
fsx:DescribeFileSystems
glue:GetConnections
glue:GetCrawlers
glue:GetDatabases
glue:GetJobs
guardduty:GetAdministratorAccount
guardduty:GetDetector
guardduty:GetFindingsStatistics
guardduty:ListDetectors
guardduty:ListFilters
guardduty:ListMembers
guardduty:ListPublishingDestinations
iam:GenerateCredentialReport
iam:GetAccountPasswordPolicy
iam:GetAccountSummary
iam:GetCredentialReport
iam:ListOpenIDConnectProviders
iam:ListOrganizationsFeatures
iam:ListRoles
iam:ListSAMLProviders
iam:ListServerCertificates
iam:ListServiceSpecificCredentials
iam:ListVirtualMFADevices
inspector2:BatchGetAccountStatus
iot:ListPolicies
kafka:ListClustersV2
kafkaconnect:ListConnectors
kendra:ListIndices
kinesis:ListStreams
kms:ListKeys
lakeformation:ListResources
lambda:ListLayers
lexv2-models:ListBots
lightsail:GetBuckets
lightsail:GetInstances
lightsail:GetRelationalDatabases
logs:DescribeDeliverySources
logs:DescribeDestinations
logs:DescribeLogGroups
logs:DescribeMetricFilters
logs:DescribeResourcePolicies
macie2:GetMacieSession
memorydb:DescribeClusters
mq:ListBrokers
mwaa:ListEnvironments
network-firewall:ListFirewallPolicies
network-firewall:ListFirewalls
opensearch:ListDomainNames
opensearchserverless:ListCollections
organizations:DescribeOrganization
ram:GetResourceShares
rds:DescribeDBClusterParameters
rds:DescribeDBClusterSnapshotAttributes
rds:DescribeDBClusterSnapshots
rds:DescribeDBClusters
rds:DescribeDBInstances
rds:DescribeDBProxies
rds:DescribeDBSnapshots
rds:DescribeEventSubscriptions
redshift-serverless:ListNamespaces
redshift-serverless:ListWorkgroups
redshift:DescribeClusterSnapshots
redshift:DescribeClusters
redshift:DescribeDataShares
rekognition:DescribeProjects
rekognition:ListStreamProcessors
route53:ListHostedZones
route53domains:ListDomains
route53resolver:ListResolverQueryLogConfigs
s3control:GetPublicAccessBlock
s3control:ListAccessPoints
s3control:ListMultiRegionAccessPoints
s3tables:ListTableBuckets
s3vectors:ListVectorBuckets
sagemaker:DescribeNotebookInstanceLifecycleConfig
sagemaker:ListDataQualityJobDefinitions
sagemaker:ListDomains
sagemaker:ListEndpointConfigs
sagemaker:ListEndpoints
sagemaker:ListFeatureGroups
sagemaker:ListModelBiasJobDefinitions
sagemaker:ListModelExplainabilityJobDefinitions
sagemaker:ListModelPackageGroups
sagemaker:ListModelQualityJobDefinitions
sagemaker:ListModels
sagemaker:ListMonitoringSchedules
sagemaker:ListNotebookInstances
sagemaker:ListProcessingJobs
sagemaker:ListTrainingJobs
sagemaker:ListTransformJobs
scheduler:ListSchedules
secretsmanager:ListSecrets
securityhub:DescribeHub
sesv2:ListConfigurationSets
sesv2:ListEmailIdentities
sns:ListTopics
sqs:ListQueues
ssm:DescribeInstanceInformation
ssm:DescribeParameters
ssm:GetServiceSetting
ssm:ListDocuments
sso-admin:ListInstances
sso-admin:ListPermissionSets
stepfunctions:ListStateMachines
sts:GetCallerIdentity
transfer:ListServers
vpc-lattice:ListServices
wafv2:GetWebACL
wafv2:ListLoggingConfigurations
wafv2:ListWebACLs
workspaces:DescribeWorkspaces
"""
MADE_ONCE = frozenset(_ONCE.split())
