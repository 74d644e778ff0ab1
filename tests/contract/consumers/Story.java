import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.AuditApi;
import org.openapitools.client.api.FindingsApi;
import org.openapitools.client.api.IntegrationsApi;
import org.openapitools.client.api.RunsApi;
import org.openapitools.client.api.SuppressionsApi;
import org.openapitools.client.api.WebhooksApi;
import org.openapitools.client.model.AuditRow;
import org.openapitools.client.model.AwsConnectionOptions;
import org.openapitools.client.model.ExportFormat;
import org.openapitools.client.model.Finding;
import org.openapitools.client.model.FindingPage;
import org.openapitools.client.model.FindingStatus;
import org.openapitools.client.model.FindingUpdate;
import org.openapitools.client.model.Gate;
import org.openapitools.client.model.GateVerdict;
import org.openapitools.client.model.Integration;
import org.openapitools.client.model.IntegrationRequest;
import org.openapitools.client.model.Provider;
import org.openapitools.client.model.Run;
import org.openapitools.client.model.RunRequest;
import org.openapitools.client.model.RunScope;
import org.openapitools.client.model.RunStatus;
import org.openapitools.client.model.SuppressionRequest;
import org.openapitools.client.model.WebhookEvent;
import org.openapitools.client.model.WebhookRequest;

/** Story of `story.py`, with the Java client that openapi-generator generated. */
public final class Story {
    private static final long DEADLINE_MS = 120_000;

    public static void main(String[] arguments) throws Exception {
        String url = arguments[0];
        String token = arguments[1];
        ApiClient client = client(url, token);

        String name = "consumer-" + System.nanoTime();
        AwsConnectionOptions aws = new AwsConnectionOptions()
            .regions(List.of("eu-central-1"))
            .endpointUrl(arguments[2]);
        IntegrationRequest body = new IntegrationRequest().name(name).provider(Provider.AWS).aws(aws);
        IntegrationsApi integrations = new IntegrationsApi(client);
        Integration created = integrations.createIntegration(body, name, null);
        check(integrations.createIntegration(body, name, null).getId().equals(created.getId()), "created twice");

        RunsApi runs = new RunsApi(client);
        RunRequest request = new RunRequest()
            .integrationId(created.getId())
            .scope(new RunScope().services(List.of("s3")));
        UUID runId = runs.startRun(request, null, null).getRunId();
        long deadline = System.currentTimeMillis() + DEADLINE_MS;
        Run run = runs.getRun(runId, null, null);
        while (run.getCompletedAt() == null) {
            check(System.currentTimeMillis() < deadline, "the run has not ended");
            Thread.sleep(200);
            run = runs.getRun(runId, null, null);
        }
        check(run.getStatus() == RunStatus.COMPLETED, "the run: " + run.getStatus());

        FindingsApi findings = new FindingsApi(client);
        List<Finding> seen = new ArrayList<>();
        String cursor = null;
        do {
            FindingPage page = page(findings, runId, cursor);
            seen.addAll(page.getData());
            cursor = page.getNextCursor();
        } while (cursor != null);
        Set<UUID> ids = new HashSet<>();
        seen.forEach(one -> ids.add(one.getId()));
        check(ids.size() == run.getFindingCount() && ids.size() > 200, ids.size() + " findings");

        Gate gate = runs.getGate(runId, null, null, null, null, null, null, null);
        check(gate.getVerdict() == GateVerdict.FAIL, "the gate: " + gate.getVerdict());
        for (ExportFormat format : ExportFormat.values()) {
            check(exported(url, token, runId, format) > 0, "no export as " + format);
        }

        Finding first = seen.get(0);
        FindingUpdate change = new FindingUpdate().status(FindingStatus.TRIAGED);
        check(
            findings.updateFinding(first.getId(), change, null).getStatus() == FindingStatus.TRIAGED,
            "not triaged");
        SuppressionRequest suppression = new SuppressionRequest()
            .checkId(first.getCheckId())
            .resourcePattern(first.getResourceId())
            .reason("A consumer tries it.")
            .owner("consumers")
            .expiresAt(OffsetDateTime.now(ZoneOffset.UTC).plusHours(1));
        new SuppressionsApi(client).createSuppression(suppression, null, null);
        WebhookRequest webhook = new WebhookRequest()
            .url("https://hooks.example.com/posture")
            .events(List.of(WebhookEvent.RUN_FAILED));
        check(!new WebhooksApi(client).createWebhook(webhook, null, null).getSecret().isEmpty(), "no secret");
        List<AuditRow> rows = new AuditApi(client).listAudit(null, null, null, null, null, 20, null).getData();
        Set<String> actions = new HashSet<>();
        rows.forEach(row -> actions.add(row.getAction()));
        check(
            actions.containsAll(Set.of("webhook.created", "suppression.created", "finding.updated")),
            "audited: " + actions);
        System.out.printf("%d findings, gate %s, %d audit rows%n", seen.size(), gate.getVerdict(), rows.size());
    }

    private static ApiClient client(String url, String token) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(url);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
        return client;
    }

    private static FindingPage page(FindingsApi findings, UUID runId, String cursor) throws ApiException {
        return findings.listFindings(
            runId, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
            200, cursor, null);
    }

    /** The generator takes the type of one media type for all of them, so the bytes are read. */
    private static int exported(String url, String token, UUID runId, ExportFormat format)
            throws ApiException {
        int[] size = {0};
        ApiClient client = client(url, token);
        client.setResponseInterceptor(response -> size[0] = read(response));
        new FindingsApi(client).exportRun(format, runId, null, null);
        return size[0];
    }

    private static int read(HttpResponse<InputStream> response) {
        try {
            return response.body().readAllBytes().length;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }

    private Story() {}
}
