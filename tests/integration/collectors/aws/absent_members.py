"""Members of recorded responses whose absence has a meaning, and what it means."""

MEANING_OF_ABSENCE = {
    "apprunner:DescribeService Service.SourceConfiguration.ImageRepository.ImageConfiguration."
    "RuntimeEnvironmentVariables": "no variables",
    "amplify:ListApps apps.[].environmentVariables": "no variables",
    "amplify:ListBranches branches.[].environmentVariables": "no variables",
    "codepipeline:GetPipeline pipeline.stages.[].actions.[].configuration": "no settings",
    "elasticbeanstalk:DescribeConfigurationSettings ConfigurationSettings.[].OptionSettings.[]."
    "Value": "the option has no value; that of another option fails then",
    "apigateway:GetStages item.[].cacheClusterEnabled": "no cache",
    "apigateway:GetStages item.[].methodSettings": (
        "the defaults, with which nothing is logged or kept"
    ),
    "apigateway:GetStages item.[].variables": "no variables",
    "apigateway:GetResources items.[].resourceMethods": "no methods",
    "apigatewayv2:GetApis Items.[].CorsConfiguration": "no other origin is allowed",
    "apigatewayv2:GetApis Items.[].CorsConfiguration.AllowOrigins": "no other origin is allowed",
    "apigatewayv2:GetIntegrations Items.[].ConnectionType": (
        "the default, an integration over the internet"
    ),
    "athena:GetWorkGroup WorkGroup.Configuration.EnforceWorkGroupConfiguration": (
        "the documented default"
    ),
    "appsync:ListGraphqlApis graphqlApis.[].additionalAuthenticationProviders": "no others",
    "autoscaling:DescribeLaunchConfigurations LaunchConfigurations.[].AssociatePublicIpAddress": (
        "the subnets decide"
    ),
    "autoscaling:DescribeLaunchConfigurations LaunchConfigurations.[].UserData": "no user data",
    "autoscaling:DescribeAutoScalingGroups AutoScalingGroups.[].LaunchConfigurationName": (
        "a launch template"
    ),
    "autoscaling:DescribeAutoScalingGroups AutoScalingGroups.[].TargetGroupARNs": (
        "no load balancer"
    ),
    "batch:DescribeJobDefinitions jobDefinitions.[].containerProperties.environment": (
        "no variables"
    ),
    "batch:DescribeJobDefinitions jobDefinitions.[].parameters": "no parameters",
    "batch:DescribeJobDefinitions jobDefinitions.[].containerProperties.environment.[].value": (
        "an empty value"
    ),
    "batch:DescribeJobDefinitions jobDefinitions.[].ecsProperties.taskProperties.[]."
    "containers.[].environment": "no variables",
    "batch:DescribeJobDefinitions jobDefinitions.[].ecsProperties.taskProperties.[]."
    "containers.[].environment.[].value": "an empty value",
    "batch:DescribeJobDefinitions jobDefinitions.[].eksProperties.podProperties."
    "containers.[].env.[].value": "an empty value",
    "batch:DescribeJobDefinitions jobDefinitions.[].nodeProperties."
    "nodeRangeProperties.[].container.environment.[].value": "an empty value",
    "batch:DescribeJobDefinitions jobDefinitions.[].containerProperties.privileged": (
        "the default, unprivileged"
    ),
    "batch:DescribeJobDefinitions jobDefinitions.[].ecsProperties.taskProperties.[]."
    "containers.[].privileged": "the default, unprivileged",
    "batch:DescribeJobDefinitions jobDefinitions.[].ecsProperties.taskProperties.[]."
    "containers.[].command": "the command of the image",
    "batch:DescribeJobDefinitions jobDefinitions.[].eksProperties.podProperties."
    "containers.[].env": "no variables",
    "batch:DescribeJobDefinitions jobDefinitions.[].eksProperties.podProperties."
    "containers.[].securityContext": "the default, unprivileged",
    "batch:DescribeJobDefinitions jobDefinitions.[].eksProperties.podProperties."
    "containers.[].securityContext.privileged": "the default, unprivileged",
    "batch:DescribeJobDefinitions jobDefinitions.[].nodeProperties."
    "nodeRangeProperties.[].container.environment": "no variables",
    "batch:DescribeJobDefinitions jobDefinitions.[].nodeProperties."
    "nodeRangeProperties.[].container.privileged": "the default, unprivileged",
    "emr:GetBlockPublicAccessConfiguration BlockPublicAccessConfiguration."
    "PermittedPublicSecurityGroupRuleRanges": "no exceptions",
    "cloudformation:DescribeStacks Stacks.[].Outputs": "no outputs",
    "cloudformation:DescribeStacks Stacks.[].Parameters": "no parameters",
    "cloudfront:ListDistributions DistributionList.Items.[].Origins.Items.[].CustomOriginConfig": (
        "the origin is a bucket"
    ),
    "cloudfront:ListDistributions DistributionList.Items.[].ViewerCertificate."
    "CloudFrontDefaultCertificate": "a certificate of its own",
    "cloudwatch:DescribeAlarms MetricAlarms": "no such alarms; composite ones are listed",
    "cloudwatch:DescribeAlarms MetricAlarms.[].AlarmActions": (
        "no actions; another check fails then"
    ),
    "codebuild:BatchGetProjects projects.[].environment.environmentVariables": "no variables",
    "codebuild:BatchGetProjects projects.[].environment.privilegedMode": (
        "the default, unprivileged"
    ),
    "codebuild:BatchGetProjects projects.[].logsConfig": "the default, logs in CloudWatch",
    "codebuild:BatchGetProjects projects.[].logsConfig.cloudWatchLogs": (
        "the default, logs in CloudWatch"
    ),
    "codebuild:BatchGetProjects projects.[].logsConfig.s3Logs": "no logs in a bucket",
    "codebuild:BatchGetProjects projects.[].logsConfig.s3Logs.encryptionDisabled": (
        "the default, encrypted"
    ),
    "codebuild:BatchGetProjects projects.[].projectVisibility": "the default, private",
    "codebuild:BatchGetProjects projects.[].source.location": "a pipeline gives the source",
    "codebuild:BatchGetProjects projects.[].webhook": "no webhook",
    "codebuild:BatchGetProjects projects.[].webhook.filterGroups": (
        "no filters; another check fails then"
    ),
    "cognito-idp:DescribeUserPoolClient UserPoolClient.AllowedOAuthFlows": "OAuth 2.0 is off",
    "cognito-idp:DescribeUserPoolClient UserPoolClient.ExplicitAuthFlows": (
        "the documented default, without the password flow"
    ),
    "cognito-idp:DescribeUserPool UserPool.Policies": "the documented default",
    "cognito-idp:DescribeUserPool UserPool.Policies.PasswordPolicy": "the documented default",
    "cognito-identity:DescribeIdentityPool AllowClassicFlow": "the documented default",
    "dms:DescribeEndpoints Endpoints.[].MongoDbSettings.AuthType": (
        "the documented default, a password"
    ),
    "dms:DescribeEndpoints Endpoints.[].RedisSettings.SslSecurityProtocol": (
        "the documented default, TLS"
    ),
    "ecs:DescribeClusters clusters.[].configuration": "the default, logs as of the task",
    "ecs:DescribeClusters clusters.[].configuration.executeCommandConfiguration": (
        "the default, logs as of the task"
    ),
    "ecs:DescribeClusters clusters.[].configuration.executeCommandConfiguration.logging": (
        "the default, logs as of the task"
    ),
    "ecs:DescribeServices services.[].enableExecuteCommand": "the documented default",
    "ecs:DescribeServices services.[].networkConfiguration": "another network mode",
    "ecs:DescribeServices services.[].networkConfiguration.awsvpcConfiguration": (
        "another network mode"
    ),
    "ecs:DescribeServices services.[].networkConfiguration.awsvpcConfiguration.assignPublicIp": (
        "the documented default"
    ),
    "ecs:DescribeServices services.[].platformFamily": "tasks on instances",
    "ecs:DescribeServices services.[].platformVersion": "tasks on instances",
    "eks:DescribeNodegroup nodegroup.remoteAccess": "nobody can log in",
    "eks:DescribeNodegroup nodegroup.remoteAccess.ec2SshKey": "nobody can log in",
    "elasticache:DescribeReplicationGroups ReplicationGroups.[].TransitEncryptionMode": (
        "engines before the mode require TLS"
    ),
    "elasticache:DescribeServerlessCaches ServerlessCaches.[].ConnectionType": (
        "the documented default, inside of the VPC"
    ),
    "events:ListEventBuses EventBuses.[].Policy": "no policy",
    "events:ListTargetsByRule Targets.[].Input": "no input",
    "scheduler:GetSchedule Target.Input": "no input",
    "firehose:DescribeDeliveryStream DeliveryStreamDescription.Destinations.[]."
    "HttpEndpointDestinationDescription": "another destination",
    "glue:GetResourcePolicy PolicyInJson": "no policy",
    "glue:GetConnections ConnectionList.[].ConnectionProperties": "no properties",
    "glue:GetJobs Jobs.[].DefaultArguments": "no arguments",
    "kafka:ListClustersV2 ClusterInfoList.[].Provisioned.BrokerNodeGroupInfo.ConnectivityInfo": (
        "the default, no public access"
    ),
    "kafka:ListClustersV2 ClusterInfoList.[].Provisioned.BrokerNodeGroupInfo."
    "ConnectivityInfo.PublicAccess": "the default, no public access",
    "kafka:ListClustersV2 ClusterInfoList.[].Provisioned.BrokerNodeGroupInfo."
    "ConnectivityInfo.PublicAccess.Type": "the default, no public access",
    "lakeformation:GetDataLakeSettings DataLakeSettings.CreateTableDefaultPermissions": (
        "no permissions"
    ),
    "logs:DescribeDestinations destinations.[].accessPolicy": "no policy",
    "opensearch:DescribeDomains DomainStatusList.[].AccessPolicies": "no policy",
    "opensearch:DescribeDomains DomainStatusList.[].ServiceSoftwareOptions": "no newer software",
    "opensearch:DescribeDomains DomainStatusList.[].ServiceSoftwareOptions.UpdateAvailable": (
        "no newer software"
    ),
    "redshift:DescribeClusterSnapshots Snapshots.[].AccountsWithRestoreAccess": "no accounts",
    "rekognition:DescribeStreamProcessor DataSharingPreference": "nothing is shared",
    "sso-admin:GetInlinePolicyForPermissionSet InlinePolicy": "no policy of its own",
    "sesv2:GetEmailIdentity Policies": "no policies",
    "stepfunctions:DescribeStateMachine loggingConfiguration": "no log; another check fails then",
    "stepfunctions:DescribeStateMachine loggingConfiguration.includeExecutionData": (
        "the documented default"
    ),
    "stepfunctions:DescribeStateMachine loggingConfiguration.level": (
        "no log; another check fails then"
    ),
    "wafv2:GetWebACL WebACL.Rules": "no rules; another check fails then",
}
