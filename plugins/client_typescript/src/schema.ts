// Generated from openapi/openapi.yaml by generate.py with openapi-typescript: do not edit.

export interface paths {
    "/api/v2/cloud-posture-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List runs, newest first
         * @description At most 100 rows. Without `limit` and `cursor`, `data` is the only member of the response.
         */
        get: operations["list_runs"];
        put?: never;
        /**
         * Start a run
         * @description Accepts the run and returns at once; a worker executes it. At most two `manual` runs of one
         *     integration are accepted within 24 hours. A `verify` run tests the connection and stores no
         *     finding; it does not count.
         *
         *     A `manual` run whose `scope` names at most 500 `resource_ids`, or at most eight `services`
         *     for an apply whose ids are not known yet, is a scoped run. It does not count among the two:
         *     there may be 200 scoped runs of one integration within 24 hours. A cancelled run still
         *     counts. A new integration starts with what deleted integrations of its account have used.
         *
         *     Requests of one apply are merged into one run. They belong together if their `source` names
         *     the same `tool`, `workspace` and apply (its `apply_id`, or its `commit`), they name the same
         *     integration and trigger, no worker has taken the run yet, and it was accepted within the last
         *     five minutes. The response then names that run and `coalesced` is true. The run's scope grows
         *     to cover both requests; where scopes differ in several members it covers more than either of
         *     them, never less. A merged request counts only if it turns a scoped run into one of the whole
         *     account. Scoped requests that together are more than a scoped run are not merged. Cancelling
         *     such a run cancels it for every request.
         *
         *     With `gate`, the run is decided under that policy when it ends, in the moment that its
         *     findings are recorded: `GET …/gate` without parameters returns this decision. Findings that
         *     count in it are held: they count as new in every later gate of the integration, until they
         *     are gone, suppressed, `accepted`, `false_positive`, or accepted in a baseline. A finding
         *     that is suppressed is held, too, and counts again when its suppression has ended. A merged
         *     run must pass the policies of all its requests; a request that would bring the ninth policy
         *     starts a run of its own.
         *
         *     With an `Idempotency-Key`, the same request within 24 hours returns the first response again
         *     and starts nothing; the same key with another body is 409.
         *
         *     With `validate_only`, no run starts and none is counted.
         */
        post: operations["start_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/cloud-posture-runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4 */
                run_id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        /**
         * Read one run
         * @description A run exists from the moment it is accepted. Its `ETag` changes when the run does.
         *
         *     With `wait_seconds`, a 304 is delayed until the run changes or the time is over: a long poll,
         *     for clients that cannot use `/events`. The server may respond sooner.
         *
         *     With `include=decision`, a run that has ended has `decision`, so that one request returns
         *     the run and whether it passes. A run that has not ended has none.
         */
        get: operations["get_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/cloud-posture-runs/{run_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4 */
                run_id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        /**
         * Watch a run live
         * @description Server-sent events until the run has ended:
         *
         *     | event | data | when |
         *     |---|---|---|
         *     | `step` | `RunStep` | for every step of the run's life, those before the request too |
         *     | `progress` | `Run`, as `GET` renders it | once at the start, then whenever the run has changed |
         *     | `end` | `Run` | the run has ended; nothing follows |
         *
         *     Every event has an `id`. A stream also ends after some time, when the server stops, or when
         *     the connection breaks. Send the last id in `Last-Event-ID`, to any process of the service:
         *     the missed events follow, and no step comes twice. An id is `<step>` or `<step>-<revision>`,
         *     and both numbers only grow. After `end` was delivered, the next request is 204, which makes
         *     an `EventSource` stop.
         *
         *     Comments are sent while nothing changes, so a stream without any data is broken. The whole
         *     stream costs one request of the token's bucket. It ends within a few seconds after the token
         *     was revoked or has expired. The number of listeners of a server is limited (503
         *     `too_many_listeners`): poll `GET` with `wait_seconds` instead.
         */
        get: operations["watch_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/cloud-posture-runs/{run_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4 */
                run_id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a run
         * @description Requests that the worker stops, which it does within seconds. A run that no worker has taken
         *     is cancelled at once. A second request while the run is still under way gets the same
         *     response.
         */
        post: operations["cancel_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/cloud-posture-runs/{run_id}/gate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4 */
                run_id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        /**
         * Get the gate verdict of a run
         * @description One verdict over a run that has ended: may a pipeline continue? Without parameters it is the
         *     decision that was made when the run ended, under the policy that it was started with. A run
         *     without a policy, and parameters, are evaluated now. The verdict depends only on what the
         *     run recorded. The same run and the same policy give the same response, byte for byte, even if
         *     its findings have changed since. Findings that were `accepted`, `false_positive` or
         *     suppressed when the run ended do not count.
         *
         *     A run that failed or was cancelled does not pass. Neither does a `verify` run, which
         *     evaluates nothing. What could not be read counts against `max_unknown`, so that a missing
         *     permission never looks like a clean account.
         *
         *     A gate without a single verdict of the policy's families and frameworks that rests on
         *     evidence is `inconclusive`: nothing was looked at. Take every verdict but `pass` as a stop.
         *     If no check of the run is of the policy's families and frameworks, the policy is refused with
         *     `policy_without_checks`.
         */
        get: operations["get_gate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/cloud-posture-runs/{run_id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4 */
                run_id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        /**
         * Read where the time of a run went
         * @description The phases of a run, and the calls of each service in each region. All times count from the
         *     moment at which a worker began the run. `evaluate` overlaps `collect`, because assets are
         *     evaluated as they arrive; a phase that was not reached is left out.
         *
         *     While the run is under way `complete` is false, and the times are those of its last recorded
         *     progress: the last of `phases` has not ended, a service without a row was not called yet, and
         *     a row of which no call has ended has times of 0. Before the first progress `recorded` is
         *     false. A run that waits for a worker is 409.
         *
         *     Every call is counted once, those that connect the account, which `progress` of a run leaves
         *     out, included. Where there are many places, those whose calls took the least time are added up
         *     in `other`. `recorded` is also false for a run that ended without a worker or by an earlier
         *     version; then nothing is known about its time.
         */
        get: operations["get_run_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/cloud-posture-runs/{run_id}/compare/{base_run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4 */
                run_id: components["parameters"]["RunId"];
                /**
                 * @description Id of the run that it is compared with, usually an earlier one.
                 * @example 4f9d2f6e-1b7a-4c0d-8a53-7d9e0b6f1f6f
                 */
                base_run_id: string;
            };
            cookie?: never;
        };
        /**
         * Compare the findings of two runs
         * @description Any two completed runs of one integration. `change` says how a finding of `run_id` differs
         *     from `base_run_id`:
         *
         *     - `new`: the run found it; at the time of the base it was not there.
         *     - `resolved`: the base found it; the run, or one between them, looked for it and it was gone.
         *     - `unchanged`: both found it.
         *     - `not_compared`: only one of them found it, and nothing says that the other looked there. Its
         *       scope left the finding out, or what it rests on could not be read. Never take it for resolved.
         *
         *     Rows are the most severe first. `counts` are of all pages, and not affected by `change`.
         */
        get: operations["compare_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/cloud-posture-runs/{run_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4 */
                run_id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        /**
         * Read what a run found in the format of another program
         * @description Everything that an ended run recorded, as one streamed response. Severity, status and delta
         *     are those at the end of the run, so an export agrees with the gate. The worst findings come
         *     first; of equal severity, the newest.
         *
         *     Every format but `csv` and `ndjson` shows what could not be evaluated: unknown verdicts,
         *     failed reads and a run without a result are an error in `junit`, a notification in `sarif`, an event in `ocsf`,
         *     a degradation in `gitlab`, and stand at the top of `html` and `markdown`. `csv` and `ndjson` are rows
         *     and nothing else: read them together with the run's `verdict_counts` and `coverage`.
         *     Findings that were resolved in this run come last: as closed events in `ocsf`, passed tests in
         *     `junit`, rows of `html`, and lines of `ndjson` whose `delta` is `resolved`. The other formats leave them out.
         */
        get: operations["export_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List findings, newest or most severe first
         * @description At most 200 rows, newest first without `sort`. With `scan_id`: the findings that this run emitted, each with its `delta`;
         *     add `delta=resolved` for those that were resolved in it.
         */
        get: operations["list_findings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/findings/facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count findings by check, severity, family, service and region
         * @description How many findings the filters leave, which are those of `GET /findings`, and how many of them
         *     have each value. The checks of the most severe findings come first; of one severity, those
         *     with the most new findings, and then those with the most. The other counts start with the
         *     largest, and have at most 200 values each.
         */
        get: operations["count_findings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/findings/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide about several findings
         * @description Sets one status on up to 100 findings in one transaction: on all of them, or on none if one
         *     does not exist. The response has the status that each had before, so that the decision can be
         *     taken back. `also` has more decisions of the same transaction, with other statuses or about
         *     more findings, so that one request can restore several statuses. `status` of the response is
         *     the `status` of the request, without `also`. The audit log gets a row for each finding that
         *     changes. A token without `findings:read` gets 204. To accept findings for a time, with a
         *     reason and an owner, create a suppression.
         */
        post: operations["update_findings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/findings/{finding_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 3b0a1c7e-2d64-4f19-8f1c-9a5f0f3f7a52 */
                finding_id: components["parameters"]["FindingId"];
            };
            cookie?: never;
        };
        /**
         * Read one finding
         * @description It has what a list shows, what was seen, how to fix it, and the controls that it concerns.
         */
        get: operations["get_finding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Decide about a finding
         * @description `triaged`, `accepted` and `false_positive` outlive the next runs; a run that sees the finding
         *     gone sets `resolved`. A token without `findings:read` gets 204: it may decide, and sees nothing
         *     of what was found.
         */
        patch: operations["update_finding"];
        trace?: never;
    };
    "/api/v2/findings/{finding_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 3b0a1c7e-2d64-4f19-8f1c-9a5f0f3f7a52 */
                finding_id: components["parameters"]["FindingId"];
            };
            cookie?: never;
        };
        /**
         * Read what runs saw of a finding, and what people decided about it
         * @description The newest runs that found it or saw it gone, and the newest changes of its status by people.
         *     A run that is not listed did not look at it, could not read what it rests on, or saw no change
         *     of a resolved finding.
         */
        get: operations["get_finding_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/baselines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept what a run found as known
         * @description From now on the findings of this run count as known: they stop no later gate that counts
         *     only new findings, also if they stopped a gate before. They stay open, and gates show how
         *     many they are. A finding that is gone leaves the baseline, so it is new when it comes back.
         *     Findings that were suppressed in the run are not part of it, nor those that went or came
         *     back in later runs. Gates of runs that have ended do not change: start another run.
         *
         *     Doing it again changes nothing. The audit log gets a row `baseline.accepted`.
         */
        post: operations["accept_baseline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List suppressions, newest first
         * @description Those that have expired are among them; those that were deleted are not.
         */
        get: operations["list_suppressions"];
        put?: never;
        /**
         * Accept findings for a time
         * @description Until it expires, runs record what it covers as suppressed: such a finding is still found,
         *     listed and counted, and no gate is stopped by it. What is covered is decided when a run
         *     records, so a suppression shows with the next run and changes none before it; one that has
         *     expired covers nothing, without anybody's doing. What could not be read is `unknown`, not a
         *     finding, and cannot be suppressed.
         *
         *     To accept a call of the cloud that cannot be read, such as one that an organization denies
         *     everywhere, name `aws_unread_call` as the check and the call, such as
         *     `guardduty:ListDetectors`, as the pattern. Its verdicts stay `unknown`, and do not count
         *     against the `max_unknown` of a gate.
         *
         *     Besides `api.call`, the audit log gets a row `suppression.created`.
         */
        post: operations["create_suppression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/suppressions/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what a suppression would cover
         * @description The findings of a check that are open or triaged now, on assets whose keys fit the pattern. A
         *     suppression itself counts from the next run on, which may find others.
         */
        get: operations["preview_suppression"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/suppressions/{suppression_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 9d1c6f0e-3f2b-4d59-8a57-6c1e0f9b2d34 */
                suppression_id: components["parameters"]["SuppressionId"];
            };
            cookie?: never;
        };
        /**
         * Read one suppression
         * @description Those that have expired can be read; those that were deleted cannot.
         */
        get: operations["get_suppression"];
        put?: never;
        post?: never;
        /**
         * End a suppression now
         * @description The next run counts what it covered again; what runs recorded under it stays as it is. The
         *     audit log gets a row `suppression.deleted`.
         */
        delete: operations["delete_suppression"];
        options?: never;
        head?: never;
        /**
         * Change a suppression
         * @description Changes the members that are given. What it covers cannot be changed: to accept something
         *     else is another decision. The audit log gets a row `suppression.updated`, unless nothing
         *     changed.
         */
        patch: operations["update_suppression"];
        trace?: never;
    };
    "/api/v2/integrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List integrations, newest first
         * @description Those that were deleted are not among them.
         */
        get: operations["list_integrations"];
        put?: never;
        /**
         * Connect a cloud account
         * @description Stores how to reach the account: references to credentials, never credentials. A `verify`
         *     run shows whether the account can be reached.
         *
         *     How to reach the account stands in the cloud's own object, which has the name of the
         *     `provider`: `aws` for `provider: aws`. Exactly this one object is required; it may be empty.
         *     Its members at the top level of the body are refused with 400 `invalid_body`, and `detail`
         *     shows what to send instead.
         *
         *     With a `schedule`, the account is scanned at these times without a request. If times passed
         *     while no server ran, one run makes up for all of them. If a run of the whole account is
         *     still waiting, no second one is added. Scheduled runs do not count against the manual ones.
         *     Besides `api.call`, the audit log gets a row `integration.created`.
         */
        post: operations["create_integration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/integrations/{integration_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11 */
                integration_id: components["parameters"]["IntegrationId"];
            };
            cookie?: never;
        };
        /**
         * Read one integration
         * @description Its credentials are references; no credential is stored or returned.
         */
        get: operations["get_integration"];
        put?: never;
        post?: never;
        /**
         * Disconnect a cloud account
         * @description Its runs and findings stay readable; runs under way are cancelled. The audit log gets a row
         *     `integration.deleted`.
         */
        delete: operations["delete_integration"];
        options?: never;
        head?: never;
        /**
         * Change an integration
         * @description Changes the members that are sent and leaves the others; null clears a member.
         *
         *     The cloud's own object is merged in the same way: of its members, those that are absent
         *     stay, and those that are null go back to what they are when nothing is sent (no regions
         *     means every region). The object itself cannot be null, and the `provider` cannot be changed:
         *     create another integration instead.
         *
         *     A run that has started continues with what it started with. The audit log gets a row
         *     `integration.updated`, unless nothing changed.
         */
        patch: operations["update_integration"];
        trace?: never;
    };
    "/api/v2/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks, newest first
         * @description Their secrets are not shown.
         */
        get: operations["list_webhooks"];
        put?: never;
        /**
         * Have events sent to a URL
         * @description From now on, events are posted to the URL as a `Notification`, signed with the secret that
         *     this response shows once (see the section `webhooks` of this document). The URL must be
         *     `https` and lead to a public address, unless the operator allows others; this is checked
         *     again for each connection.
         *
         *     Besides `api.call`, the audit log gets a row `webhook.created`. It names the URL's host, and
         *     the SHA-256 of the whole, which may hold a key.
         */
        post: operations["create_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks/{webhook_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 8c3f0a54-93a5-4a4e-8a57-9d6f0e1b2c3d */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        /**
         * Read one webhook
         * @description Its secret is not shown.
         */
        get: operations["get_webhook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook
         * @description Nothing more is sent, not even what waits. The audit log gets a row `webhook.deleted`.
         */
        delete: operations["delete_webhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description Members that are not sent stay. A webhook that is not `enabled` gets nothing new; what already
         *     waits is still delivered. A receiver that responds with 410 disables its webhook. The audit log gets
         *     a row `webhook.updated`, unless nothing changed.
         */
        patch: operations["update_webhook"];
        trace?: never;
    };
    "/api/v2/webhooks/{webhook_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 8c3f0a54-93a5-4a4e-8a57-9d6f0e1b2c3d */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test event
         * @description Queues a delivery of the event `webhook.test`; what becomes of it is listed.
         */
        post: operations["test_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks/{webhook_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 8c3f0a54-93a5-4a4e-8a57-9d6f0e1b2c3d */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a webhook a new secret
         * @description The new secret is shown this once. For a day (`POSTURE_WEBHOOK_ROTATION_SECONDS`) each
         *     delivery has a signature by either secret, so that a receiver loses nothing while it changes
         *     over. The audit log gets a row `webhook.rotated`.
         */
        post: operations["rotate_webhook_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks/{webhook_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 8c3f0a54-93a5-4a4e-8a57-9d6f0e1b2c3d */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        /**
         * List what was sent, or could not be, newest first
         * @description `dead` deliveries have failed at every attempt that the server makes; they are stored, and
         *     can be delivered again.
         */
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 8c3f0a54-93a5-4a4e-8a57-9d6f0e1b2c3d */
                webhook_id: components["parameters"]["WebhookId"];
                /** @example 5f0c2d1e-7b6a-4c59-8d3e-2f1a0b9c8d7e */
                delivery_id: components["parameters"]["DeliveryId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery again
         * @description Queues it anew, the same body under the same `X-Posture-Delivery`, with all its attempts; one
         *     that still waits is tried at once.
         */
        post: operations["redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch everything that the token may read
         * @description Server-sent events of the whole tenant, in one stream:
         *
         *     | event | data | when |
         *     |---|---|---|
         *     | `start` | `EventResources` | first in every stream: the resources that it reports on |
         *     | `run` | `Run`, as `GET` renders it | at the start for each run that has not ended, then whenever a run has changed |
         *     | `changed` | `EventResources` | something of these resources has changed: read again what you show of them |
         *
         *     The resources are those whose scope the token has. A token that is limited to some
         *     integrations gets the runs of these, and `changed` with `runs` when one of them has changed
         *     and with `findings` when one of them has ended; of other resources it gets no events.
         *
         *     The `id` of an event says up to where the client has everything once it has arrived. Send the
         *     last one in `Last-Event-ID`, or as `after` where a header cannot be sent, to any process of the
         *     service: `changed` then names what has changed since. `event_id` of `GET /session` is such an
         *     id, so a client that reads it before its lists misses nothing. Ids only grow, and count
         *     within the tenant.
         *
         *     A stream ends after some time, when the server stops, and within a few seconds after the token
         *     was revoked or has expired. Comments are sent while nothing changes, so a stream without any
         *     data is broken. The whole stream costs one request of the token's bucket. The numbers of
         *     listeners of a server, of a tenant and of a token are limited (503 `too_many_listeners`).
         */
        get: operations["watch_tenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/trusts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List trusts, newest first
         * @description Whose jobs get tokens of the tenant, and which.
         */
        get: operations["list_trusts"];
        put?: never;
        /**
         * Let jobs get tokens
         * @description A job whose identity is signed by `issuer`, is for `audience` and meets all `conditions` can
         *     exchange it for a token of the tenant with `scopes` (`POST /token-exchange`). No secret is
         *     stored on either side.
         *
         *     Many issuers sign tokens for all their customers. At least one condition must therefore name
         *     the owner: otherwise it is 409 `trust_open_to_strangers`. Use ids where the host has them,
         *     because a name can belong to another owner later; `advice` says which.
         *
         *     A trust grants no scope that the caller's own token lacks. With `integrations`, the tokens
         *     are limited to these, and cannot have scopes that concern the whole tenant. Besides
         *     `api.call`, the audit log gets a row `trust.created`.
         */
        post: operations["create_trust"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/trusts/{trust_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 2b7c4d8e-6f1a-4e0b-9c3d-5a7e8f901b2c */
                trust_id: components["parameters"]["TrustId"];
            };
            cookie?: never;
        };
        /**
         * Read one trust
         * @description As it is now.
         */
        get: operations["get_trust"];
        put?: never;
        post?: never;
        /**
         * Delete a trust
         * @description The tokens that were made by it end at once. The audit log gets a row `trust.deleted`.
         */
        delete: operations["delete_trust"];
        options?: never;
        head?: never;
        /**
         * Change a trust
         * @description Members that are not sent stay. A change ends the tokens that were made by the trust at once.
         *     The caller's token must have all scopes of the trust, before and after. The audit log gets a
         *     row `trust.updated`, unless nothing changed.
         */
        patch: operations["update_trust"];
        trace?: never;
    };
    "/api/v2/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tokens, newest first
         * @description The tokens that people and programs hold, also those that are revoked or expired, without
         *     their clear text. Tokens of some minutes that jobs got by a trust are not listed; the audit
         *     log has them as `token.exchanged`.
         */
        get: operations["list_tokens"];
        put?: never;
        /**
         * Create a token
         * @description `token` of the response is its clear text, which is shown only here: the server stores its
         *     SHA-256. If the response is lost, revoke the token and create another one; this is why there
         *     is no `Idempotency-Key`.
         *
         *     A token cannot give what it lacks. The new one has no scope that the caller's token does not
         *     have. If that is limited to networks, the new one is too: by default to the same ones, else to
         *     networks within them. A token that a job got by a trust makes tokens that belong to the trust:
         *     they end with the job's token at the latest. With `integrations`, a token is limited to these,
         *     and cannot have scopes that concern the whole tenant. The audit log gets a row `token.created`.
         */
        post: operations["create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 9d4e2f6a-1b3c-4d5e-8f70-8192a3b4c5d6 */
                token_id: components["parameters"]["TokenId"];
            };
            cookie?: never;
        };
        /**
         * Read one token
         * @description Without its clear text; also one that a job got by a trust.
         */
        get: operations["get_token"];
        put?: never;
        post?: never;
        /**
         * Revoke a token
         * @description It is refused from now on, and its live streams end within seconds. It can still be read, with
         *     `revoked_at`; revoked again, it keeps its first time. The audit log gets a row `token.revoked`.
         */
        delete: operations["revoke_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read who the caller is, and what they may do
         * @description `event_id` is the tenant as it is now: `GET /events` with it as `after` says what changes next.
         *
         *     For the caller's own token, sent as a bearer token or by a session. `person` is set in the
         *     session of a person who signed in with the identity provider. `signed_in_at` and
         *     `expires_at` are those of the session, and null for a bearer token.
         */
        get: operations["get_session"];
        put?: never;
        /**
         * Sign in to the console
         * @description What the console sends when a person signs in with a token. The response sets a cookie that
         *     pages cannot read (`HttpOnly`, `SameSite=Strict`); requests with it are made with the token,
         *     whose revocation, expiry, addresses and scopes are looked at again each time. The token
         *     itself is not stored in the browser. Only a page of this server can sign in: another site,
         *     and a program, get 403 `cross_site_request`.
         *
         *     A session ends after some days (`POSTURE_SESSION_SECONDS`), after some hours without use
         *     (`POSTURE_SESSION_IDLE_SECONDS`), and when its token does. The cookie is named
         *     `__Host-posture`, and `posture` without TLS, which is possible only from the machine of the
         *     server itself. An address can try to sign in only so often. Besides `api.call`, the audit log
         *     gets a row `session.created`. With `POSTURE_CONSOLE=false` this operation is 404.
         */
        post: operations["create_session"];
        /**
         * Sign out
         * @description Ends the session of the request and removes its cookie. The token stays valid. The audit log
         *     gets a row `session.ended`.
         *
         *     Of a request without a session, but with the token that a job got by a trust, it revokes that
         *     token: a job that has ended leaves none behind. The audit log gets a row `token.revoked`.
         */
        delete: operations["delete_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/session/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read with which identity provider people sign in
         * @description What the console's sign-in page needs to know, and nothing else; so it needs no token.
         */
        get: operations["get_sign_in"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/session/oidc/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Send a browser to the identity provider
         * @description Begins the authorization code flow of OpenID Connect with PKCE (S256), `state` and `nonce`. A
         *     cookie of some minutes (`POSTURE_OIDC_SIGN_IN_SECONDS`) binds it to the browser. If the
         *     provider cannot be read, the browser goes back to the page, with `sign_in=unavailable`. An
         *     address can try to sign in only so often.
         */
        get: operations["start_sign_in"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/session/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign in the person that the identity provider names
         * @description Where the provider sends the browser back to. The code is redeemed for an ID token, whose
         *     signature, issuer, audience, times and nonce are verified. The first rule of
         *     `POSTURE_OIDC_RULES` that matches its claims decides the tenant and the scopes; without one the
         *     person is refused. An ID token signs in once.
         *
         *     The response has the session's cookie and leads to the console by a page, not by a redirect,
         *     because the cookie is `SameSite=Strict`. A refusal leads back to the page of the sign-in, or to
         *     `/console/`, with `sign_in=` and `denied` (by the provider, or cancelled there), `refused` (by
         *     this server), `expired` (try again) or `unavailable` (the provider cannot be read). The audit log
         *     gets a row `session.created` with the person, or `session.refused` with the reason, which is of
         *     no tenant. Parameters that are not known are ignored, as RFC 6749 says.
         */
        get: operations["finish_sign_in"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/token-exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange the identity of a job for a token
         * @description A token exchange in the form of RFC 8693, without client authentication: the job's own token
         *     is the proof. It must be signed by the issuer of a trust, be for the audience of the trust,
         *     and meet its conditions; then the response has a token of the tenant for some minutes.
         *
         *     `audience` is the id of the trust, also as `posture:<id>`. It can be left out if it is the
         *     audience of the job's token, as it is by default. `scope` can ask for less than the trust
         *     grants. The signature is checked with the keys that the issuer publishes (OpenID Connect
         *     Discovery). A token can be exchanged `max_uses` times, by default once; what identifies it is
         *     its `jti`, or, without one, what was signed.
         *
         *     Every refusal that has to do with a trust is the same `invalid_request`. The reason is in the
         *     audit log of the trust's tenant, as a row `token.refused`; a token that was made is a row
         *     `token.exchanged`. In every audit row of such a token `actor_user_id` names the token, the
         *     trust, the issuer and the subject.
         */
        post: operations["exchange_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List reports, newest first
         * @description A report stays in the list after its file has expired, so that a file can still be compared
         *     with the SHA-256 that was recorded for it.
         */
        get: operations["list_reports"];
        put?: never;
        /**
         * Have a report made
         * @description Queues a report about the tenant's accounts and returns at once; a worker makes its file. Read
         *     the report until its `status` is `ready`, or have a webhook receive `report.completed` and
         *     `report.failed`.
         *
         *     The state is that of the newest completed run of each integration before `to`, of the whole
         *     account; runs that were limited by a scope are listed and not part of the state. The period
         *     `from` ≤ t < `to` decides which runs, new and resolved findings are counted; a `to` that has
         *     not come yet ends now. An account without such a run is reported as not looked at. `unknown`
         *     is never reported as a pass.
         *
         *     `json` is evidence: canonical, the same bytes for the same input. `pdf` is for people; it
         *     needs the extra `pdf` of the server, otherwise it is 409. `include_severities` limits the
         *     findings that are listed and counted, never the result of a control.
         *
         *     Besides `api.call`, the audit log gets the rows `report.created`, `report.completed` with the
         *     SHA-256 of the file (or `report.failed`), `report.downloaded` and `report.deleted`.
         */
        post: operations["create_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/reports/{report_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 7e57d004-2b97-4e7a-b45f-5387367791cd */
                report_id: components["parameters"]["ReportId"];
            };
            cookie?: never;
        };
        /**
         * Read one report
         * @description Its state, and once it is ready the size and the SHA-256 of its file.
         */
        get: operations["get_report"];
        put?: never;
        post?: never;
        /**
         * Delete a report
         * @description Its file is deleted, and a report that waits is not made. The audit log gets a row
         *     `report.deleted` and keeps the SHA-256.
         */
        delete: operations["delete_report"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/reports/{report_id}/download": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 7e57d004-2b97-4e7a-b45f-5387367791cd */
                report_id: components["parameters"]["ReportId"];
            };
            cookie?: never;
        };
        /**
         * Download the file of a report
         * @description The file in the report's format; `Accept` does not count. Its SHA-256 is the `ETag`. Each
         *     download adds a row `report.downloaded` to the audit log. After `expires_at` the file is
         *     deleted.
         */
        get: operations["download_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/reports/{report_id}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 7e57d004-2b97-4e7a-b45f-5387367791cd */
                report_id: components["parameters"]["ReportId"];
            };
            cookie?: never;
        };
        /**
         * Read what the audit log says about a file
         * @description The row `report.completed` that recorded the SHA-256 of the file, and a walk along the audit
         *     chain of the tenant, from the head that the evidence names to that row. Every hash on the way
         *     is computed again, up to `POSTURE_REPORT_PROOF_ROWS` rows. That the chain itself was not
         *     written anew is proved by `posture audit verify` with the operator's key and noted heads.
         */
        get: operations["get_report_proof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List audit rows, newest first
         * @description Every POST leaves a row `api.call`, the refused ones too, with token id, method, path,
         *     status and duration in `after_jsonb`. Rows are never changed.
         */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Verify the newest part of the audit log
         * @description Every hash of the newest `POSTURE_AUDIT_VERIFICATION_ROWS` rows of the tenant's chain is
         *     computed again, up to the head. `walk` is `complete` if these are all rows that are left. That
         *     the chain itself was not written anew is proved by `posture audit verify` with the operator's
         *     key and noted heads.
         */
        get: operations["verify_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List checks, by id
         * @description The same for every tenant; any token may read it. Not paged.
         */
        get: operations["list_checks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/checks/{check_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the check.
                 * @example aws_s3_bucket_public_access_blocked
                 */
                check_id: components["schemas"]["CheckId"];
            };
            cookie?: never;
        };
        /**
         * Read one check
         * @description The same for every tenant; any token may read it. Ids are for ever.
         */
        get: operations["get_check"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/frameworks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List frameworks, by id
         * @description The same for every tenant; any token may read it. Not paged. A framework has the controls for
         *     which this server has checks: it says nothing about the other controls of the document.
         */
        get: operations["list_frameworks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/frameworks/{framework_id}/controls": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the framework, version included.
                 * @example CIS_AWS_7_0
                 */
                framework_id: string;
            };
            cookie?: never;
        };
        /**
         * List the controls of a framework with their results
         * @description In the order of the framework. The results are those of the newest completed run of each whole
         *     account; runs of a part of an account do not change them. `pass` needs every check of the
         *     control to be evaluated in every account, and nothing unknown; a control that no run evaluated
         *     is `not_evaluated`, and one that no check of a connected cloud covers is `no_check`.
         */
        get: operations["list_controls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/openapi.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read this document, as YAML
         * @description The file that the project publishes, byte for byte; it is plain YAML 1.2.
         */
        get: operations["get_openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read this document, as JSON
         * @description The same document as `openapi.yaml`. One version of the server always sends the same bytes.
         */
        get: operations["get_openapi_json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open the report of a run, in a browser
         * @description Where links in results lead. The page asks for a token and shows the export of the run as HTML. It holds nothing
         *     of a tenant itself, and is the same for every id.
         */
        get: operations["show_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/downloads/posture-gate.pyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the gate of pipelines
         * @description One file that Python 3.11 or newer runs: `python3 posture-gate.pyz --help`. It needs no package and has
         *     the version of this server. Its SHA-256 is the `ETag`.
         */
        get: operations["download_gate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/downloads/terraform/{hostname}/{namespace}/{kind}/index.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the versions of the Terraform provider
         * @description With the next two operations this is the provider network mirror protocol of Terraform and OpenTofu:
         *     `provider_installation { network_mirror { url = "https://…/downloads/terraform/" } }`. It has one
         *     provider, `posture/posture` of either registry, in the version of this server.
         */
        get: operations["list_provider_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/downloads/terraform/{hostname}/{namespace}/{kind}/{archives}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the packages of a version of the Terraform provider
         * @description One for each platform, with the hashes that a lock file has. All platforms have the same bytes.
         */
        get: operations["list_provider_archives"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/downloads/terraform/{package}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the Terraform provider
         * @description A package that the list of packages names. Its SHA-256 is the `ETag`.
         */
        get: operations["download_provider"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get whether the process runs
         * @description It asks nothing of the database: restart the process if this fails.
         */
        get: operations["get_liveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get whether the process can serve requests
         * @description It can when its database responds.
         */
        get: operations["get_readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    event: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a receiver is sent
         * @description One POST for each attempt of a delivery. Any 2xx takes it; everything else, redirects
         *     included, is tried again with growing pauses, and 410 never again.
         *
         *     `X-Posture-Signature: t=<unix seconds>,v1=<hex>` holds the HMAC-SHA256, keyed with the webhook's
         *     secret as it was shown, of `<t>.<raw body>`. Verify it before anything else, in constant time,
         *     and refuse a `t` that is more than 300 seconds off. Deliveries are at least once:
         *     `X-Posture-Delivery` is the same at every attempt, and identifies a repeated one.
         */
        post: operations["receive_event"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description Every error that is not `Problem`. Only `error` is always there. */
        Error: {
            /** @description The slug that names the error; the examples of each response have those it can be. */
            error: string;
            /** @description What is wrong and what to do, for people. */
            detail?: string;
            /** @description The same, where RFC 6749 names it so: in a token exchange. */
            error_description?: string;
            /** @description The parameter, the header or the member of the body that is wrong; a path such as `scope.regions` inside of an object. */
            member?: string;
            /** @description What the member can be, or the names that are known. */
            allowed?: string[];
            /** @description All errors of the request, the first one included, if it has several; the first one decides the status. */
            errors?: components["schemas"]["ErrorItem"][];
            /**
             * Format: int64
             * @description When to try again, as in `Retry-After`.
             */
            retry_after_seconds?: number;
            /**
             * Format: int64
             * @description Requests per window in the long run.
             */
            limit?: number;
            /**
             * @description The window of `limit`.
             * @example 1m
             */
            window?: string;
            /**
             * Format: int64
             * @description The most bytes that a body may have.
             */
            limit_bytes?: number;
        };
        /** @description One of several errors of a request. */
        ErrorItem: {
            /** @description The slug that names the error. */
            error: string;
            /** @description What is wrong and what to do, for people. */
            detail: string;
            /** @description The parameter, the header or the member of the body that is wrong. */
            member?: string;
            /** @description What the member can be, or the names that are known. */
            allowed?: string[];
        };
        /**
         * @description An error in the form of RFC 9457, for a caller whose `Accept` prefers `application/problem+json`
         *     to `application/json`: its own members beside those of `Error`.
         */
        Problem: {
            /** @description The slug as a URI. */
            type: string;
            /** @description The slug as words. */
            title: string;
            /** @description The status of the response. */
            status: number;
            /** @description The slug that names the error; the examples of each response have those it can be. */
            error: string;
            /** @description What is wrong and what to do, for people. */
            detail?: string;
            /** @description The same, where RFC 6749 names it so: in a token exchange. */
            error_description?: string;
            /** @description The parameter, the header or the member of the body that is wrong; a path such as `scope.regions` inside of an object. */
            member?: string;
            /** @description What the member can be, or the names that are known. */
            allowed?: string[];
            /** @description All errors of the request, the first one included, if it has several; the first one decides the status. */
            errors?: components["schemas"]["ErrorItem"][];
            /**
             * Format: int64
             * @description When to try again, as in `Retry-After`.
             */
            retry_after_seconds?: number;
            /**
             * Format: int64
             * @description Requests per window in the long run.
             */
            limit?: number;
            /**
             * @description The window of `limit`.
             * @example 1m
             */
            window?: string;
            /**
             * Format: int64
             * @description The most bytes that a body may have.
             */
            limit_bytes?: number;
        };
        /** @description A document of OpenAPI 3.1. */
        OpenApiDocument: {
            openapi: string;
            info: {
                [key: string]: unknown;
            };
            paths: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /** @description The versions of a provider in a network mirror. */
        ProviderVersions: {
            versions: {
                [key: string]: components["schemas"]["ProviderVersion"];
            };
        };
        /** @description The protocol defines no member. */
        ProviderVersion: Record<string, never>;
        /** @description The packages of one version of a provider in a network mirror, by platform. */
        ProviderArchives: {
            archives: {
                [key: string]: components["schemas"]["ProviderArchive"];
            };
        };
        ProviderArchive: {
            /**
             * Format: uri-reference
             * @description Where the package is, relative to the list.
             */
            url: string;
            hashes: string[];
        };
        Health: {
            /** @constant */
            status: "ok";
        };
        /**
         * @description What asked for a run; `verify` tests the connection and stores no finding.
         * @enum {string}
         */
        RunTrigger: "scheduled" | "manual" | "verify";
        /**
         * @description What a caller can ask for.
         * @enum {string}
         */
        RequestedTrigger: "manual" | "verify";
        /**
         * @description A run that no worker has taken yet reads `running`, with the phase `queued`.
         * @enum {string}
         */
        RunStatus: "running" | "completed" | "failed" | "cancelled";
        /**
         * @description What a run is doing.
         * @enum {string}
         */
        RunPhase: "queued" | "connecting" | "collecting" | "recording" | "done";
        /**
         * @description Where a run stands; a run that is `accepted` reads `running`, phase `queued`.
         * @enum {string}
         */
        RunStepStatus: "accepted" | "running" | "completed" | "failed" | "cancelled";
        /** @description One step of a run's life. */
        RunStep: {
            /** Format: date-time */
            at: string;
            /** @description Null for the first step. */
            from_status: components["schemas"]["RunStepStatus"] | null;
            to_status: components["schemas"]["RunStepStatus"];
            /** @description Why, for people. */
            reason: string;
        };
        /** @description One event of a stream; `data` is JSON text. */
        RunEvent: {
            id: components["schemas"]["EventId"];
            /** @enum {string} */
            event: "step" | "progress" | "end";
            data: string;
        };
        /** @description One event of a stream of the whole tenant; `data` is JSON text. */
        TenantEvent: {
            id: components["schemas"]["TenantEventId"];
            /** @enum {string} */
            event: "start" | "run" | "changed";
            data: string;
        };
        /** @description Lists of the API. */
        EventResources: {
            resources: components["schemas"]["EventResource"][];
        };
        /**
         * @description A list of the API, with everything that is in its rows.
         * @enum {string}
         */
        EventResource: "runs" | "findings" | "suppressions" | "integrations" | "webhooks" | "deliveries" | "reports" | "trusts";
        /** @description How far a client is in the changes of its tenant. */
        TenantEventId: string;
        /** @description The place of an event in a run's life. */
        EventId: string;
        /** @enum {string} */
        Severity: "critical" | "high" | "medium" | "low" | "info";
        /**
         * @description The cloud. This version knows these; a later one may know more.
         * @enum {string}
         */
        Provider: "aws" | "azure" | "gcp";
        /**
         * @description What kind of misconfiguration a check looks for.
         * @enum {string}
         */
        Family: "iam" | "network" | "storage" | "ai" | "compute" | "database" | "logging" | "secrets";
        /** @enum {string} */
        FindingStatus: "open" | "triaged" | "resolved" | "accepted" | "false_positive";
        /**
         * @description A finding against the previous completed run of its integration.
         * @enum {string}
         */
        Delta: "new" | "unchanged" | "resolved";
        /**
         * @description A framework whose controls this server knows.
         * @enum {string}
         */
        Framework: "AWS_FSBP" | "CIS_AWS" | "CIS_AWS_6_0" | "CIS_AWS_7_0" | "CIS_AZURE" | "CIS_AZURE_5_0" | "CIS_AZURE_6_0" | "CIS_GCP" | "CIS_GCP_4_0" | "CIS_GCP_5_0" | "EU_AI_ACT" | "ISO_27001" | "ISO_27001_2022" | "ISO_42001" | "MCSB" | "MCSB_1" | "MITRE_ATLAS" | "NIST_800_53" | "NIST_800_53_R5" | "NIST_AI_600_1" | "OWASP_AGENTIC" | "OWASP_AGENTIC_2026" | "OWASP_LLM" | "OWASP_LLM_2025" | "PCI_DSS" | "PCI_DSS_4_0_1" | "SOC_2";
        /** @enum {string} */
        AuditResult: "success" | "failure";
        CheckId: string;
        /** @description A cloud service, in the words of the checks. */
        Service: string;
        Region: string;
        /**
         * @description The key of an asset, an ARN, ARM id or full resource name. The letter case of ids that are
         *     paths, such as ARM ids, does not matter.
         */
        ResourceId: string;
        IdempotencyKey: string;
        /** @description How many assets have each verdict. */
        VerdictCounts: {
            /** Format: int64 */
            pass: number;
            /** Format: int64 */
            fail: number;
            /**
             * Format: int64
             * @description The evidence could not be read.
             */
            unknown: number;
            /** Format: int64 */
            not_applicable: number;
        };
        /** @description Findings against the integration's previous completed run. */
        DeltaCounts: {
            /** Format: int64 */
            new: number;
            /** Format: int64 */
            resolved: number;
            /** Format: int64 */
            unchanged: number;
        };
        /** @description How far the collecting has come. */
        Progress: {
            /**
             * Format: int64
             * @description Calls made to the cloud.
             */
            calls: number;
            /**
             * Format: int64
             * @description Facts requested so far.
             */
            planned_reads: number;
            /**
             * Format: int64
             * @description Facts that could not be read.
             */
            failed_reads: number;
            services?: components["schemas"]["RunServices"];
        };
        /** @description The services whose assets a run collects; absent before it collects and after. */
        RunServices: {
            /**
             * Format: int64
             * @description Services of the run.
             */
            planned_count: number;
            /** @description Those of them that are not collected in every region yet, in the order of their names. */
            remaining: components["schemas"]["Service"][];
        };
        /**
         * @description Limits a run: only these assets are collected and evaluated. Members narrow each other; an
         *     absent one does not limit.
         */
        RunScope: {
            regions?: components["schemas"]["Region"][];
            services?: components["schemas"]["Service"][];
            check_ids?: components["schemas"]["CheckId"][];
            /**
             * @description An empty list selects no asset at all. Each asset that is not found is one `unknown`
             *     verdict, of no check; `UnreadCount.reason` lists the reasons. The existing findings of
             *     such an asset stay open, unless `expected_absent` names it.
             */
            resource_ids?: components["schemas"]["ResourceId"][];
            /**
             * @description Those of `resource_ids` that are expected to be gone, such as what an apply destroyed.
             *     One that is gone is one `not_applicable` verdict; one that still exists is evaluated;
             *     one whose type no check of the run looks at stays `unknown`.
             *     An id that `resource_ids` does not have changes nothing.
             */
            expected_absent?: components["schemas"]["ResourceId"][];
            /**
             * @description Leave out those of `resource_ids` whose type no check of the run looks at, instead of
             *     counting each as `unknown`. Meant for lists that a program makes, such as everything
             *     that an apply touched.
             */
            skip_unchecked?: boolean;
        };
        /** @description What asked for the run. */
        RunSource: {
            tool?: string;
            workspace?: string;
            commit?: string;
            /** @description The tool's own name for this apply, the id of its pipeline for instance. */
            apply_id?: string;
            url?: string;
        };
        RunRequest: {
            /** Format: uuid */
            integration_id: string;
            trigger?: components["schemas"]["RequestedTrigger"];
            scope?: components["schemas"]["RunScope"];
            source?: components["schemas"]["RunSource"];
            gate?: components["schemas"]["GateRequest"];
            /**
             * @description Where Terraform declares assets. The findings that the run records on them show it as
             *     `terraform`. It limits nothing. Of several for one asset the last one holds.
             */
            declarations?: components["schemas"]["Declaration"][];
        };
        /** @description Where Terraform declares an asset. */
        Declaration: {
            resource_id: components["schemas"]["ResourceId"];
            address: components["schemas"]["TerraformAddress"];
            file?: components["schemas"]["TerraformFile"];
            line?: components["schemas"]["TerraformLine"];
            /**
             * @description Whether the plan that was applied changes the asset, itself or by a resource that
             *     configures it; absent where that is not known.
             */
            in_plan?: boolean;
        };
        /** @description Address in the state, for instance `module.site.aws_s3_bucket.logs[0]`. */
        TerraformAddress: string;
        /** @description The file of the declaration, relative to the repository. */
        TerraformFile: string;
        /** @description The line in the file. */
        TerraformLine: number;
        /** @description Where Terraform declares the asset of a finding. */
        TerraformPlace: {
            address: components["schemas"]["TerraformAddress"];
            file: components["schemas"]["TerraformFile"] | null;
            line: components["schemas"]["TerraformLine"] | null;
        };
        /** @description The policy under which a run is decided when it ends. */
        GateRequest: {
            /** @default high */
            fail_on?: components["schemas"]["Severity"];
            /** @default new */
            only?: components["schemas"]["GateOnly"];
            /** @default 0 */
            max_unknown?: number;
            /** @default 0 */
            min_coverage?: number;
            /** @description Only findings of these families count; absent, all. */
            family?: components["schemas"]["Family"][];
            /** @description Only findings of checks that stand for a control of these count; absent, all. */
            framework?: components["schemas"]["Framework"][];
        };
        RunAccepted: {
            /** @description True: a run that is refused is an error. */
            accepted: boolean;
            /** Format: uuid */
            integration_id: string;
            trigger: components["schemas"]["RequestedTrigger"];
            /** @constant */
            poll: "/api/v2/cloud-posture-runs";
            /** Format: uuid */
            run_id: string;
            /** @description Present when another trigger of the same apply had started the run. */
            coalesced?: boolean;
        };
        Run: {
            /**
             * Format: uuid
             * @description The `scan_id` of its findings.
             */
            id: string;
            /** Format: uuid */
            integration_id: string;
            trigger: components["schemas"]["RunTrigger"];
            /**
             * Format: date-time
             * @description When a worker took it; null while it is queued.
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description Null until the end.
             */
            completed_at: string | null;
            status: components["schemas"]["RunStatus"];
            /**
             * Format: int64
             * @description Cloud assets inspected.
             */
            asset_count: number;
            /**
             * Format: int64
             * @description Findings emitted by this run.
             */
            finding_count: number;
            /**
             * Format: int64
             * @description From `started_at` to the end; of a run under way, so far, as of its last recorded change.
             */
            duration_ms: number;
            /** Format: date-time */
            accepted_at: string;
            phase: components["schemas"]["RunPhase"];
            verdict_counts: components["schemas"]["VerdictCounts"];
            /**
             * @description Share of the planned reads that succeeded, 0 when nothing was to be read; null until the
             *     end. An asset that the run was limited to and did not find is a read that failed.
             */
            coverage: number | null;
            /** @description Null until the run has completed, and for `verify` runs. */
            delta: components["schemas"]["DeltaCounts"] | null;
            /**
             * Format: int64
             * @description Findings of this run that a suppression covered.
             */
            suppressed_count: number;
            progress: components["schemas"]["Progress"];
            /** @description Why a failed run has no result. */
            error: components["schemas"]["RunError"] | null;
            scope: components["schemas"]["RunScope"] | null;
            source: components["schemas"]["RunSource"] | null;
            gate?: components["schemas"]["RunGate"];
            /**
             * @description What `GET /cloud-posture-runs/{run_id}/gate` without parameters returns. Present in the
             *     response of `GET /cloud-posture-runs/{run_id}?include=decision` once the run has ended.
             */
            decision?: components["schemas"]["Gate"];
            /**
             * @description Id of the OpenTelemetry trace that the run belongs to: that of its request, from the
             *     caller's `traceparent` or begun by the server. Absent where neither traces.
             */
            trace_id?: string;
        };
        /** @enum {string} */
        RunPart: "decision";
        /** @description Present when the run was started with a policy. */
        RunGate: {
            /** @description Null until the run has ended. */
            verdict: components["schemas"]["GateVerdict"] | null;
            /** @description The policies of its requests; several where requests were merged. */
            policies: components["schemas"]["GatePolicy"][];
        };
        RunError: {
            code: string;
            detail: string;
        };
        RunPage: {
            data: components["schemas"]["Run"][];
            next_cursor?: components["schemas"]["NextCursor"];
        };
        /**
         * @description A format that a run can be exported in.
         * @enum {string}
         */
        ExportFormat: "csv" | "gitlab" | "html" | "junit" | "markdown" | "ndjson" | "ocsf" | "sarif";
        /** @description Degradations, as GitLab's code quality widget reads them. */
        CodeQuality: components["schemas"]["Degradation"][];
        Degradation: {
            description: string;
            check_name: string;
            fingerprint: string;
            /** @enum {string} */
            severity: "info" | "minor" | "major" | "critical" | "blocker";
            location: components["schemas"]["DegradationLocation"];
        };
        DegradationLocation: {
            path: string;
            lines: components["schemas"]["DegradationLines"];
        };
        DegradationLines: {
            /** Format: int64 */
            begin: number;
        };
        /**
         * @description Which findings a gate counts: `new`, those that are in no baseline, or `all`.
         * @enum {string}
         */
        GateOnly: "new" | "all";
        /**
         * @description `inconclusive` is a gate under which nothing was looked at. More values may come: take every
         *     verdict but `pass` as a stop.
         * @enum {string}
         */
        GateVerdict: "pass" | "fail" | "inconclusive";
        /** @description The policy that was applied, in the words of the query. */
        GatePolicy: {
            fail_on: components["schemas"]["Severity"];
            only: components["schemas"]["GateOnly"];
            /** Format: int64 */
            max_unknown: number;
            min_coverage: number;
            /** @description Sorted; empty means all. */
            family: components["schemas"]["Family"][];
            /** @description Sorted; empty means all. */
            framework: components["schemas"]["Framework"][];
        };
        GateReason: {
            /**
             * @description `findings`, `unknown`, `coverage` or `nothing_evaluated`; `policy_without_checks` for
             *     a run that was started with a policy that is about none of its checks; or, for a run
             *     without a result, `run_failed`, `run_cancelled` or `run_verify`. More may come.
             */
            code: string;
            message: string;
        };
        /**
         * @description Why verdicts are `unknown`: evidence that could not be read, an asset that the run was
         *     limited to and did not find, or one to which the cloud still applies a change.
         */
        UnreadCount: {
            /**
             * @description The cloud's error code, such as `AccessDenied`. For an asset that was named and not
             *     found: `NotFound` (no such asset where the run looked), `NotAnId` (not an id of this
             *     cloud), `OtherAccount` (an id of another account), `OtherRegion` (in a region that the
             *     run did not look at), `NoChecks` (no check of the run looks at its type).
             *     `InTransition(…)` has the state, in the cloud's words, of an asset to which the cloud
             *     still applies a change, such as `InTransition(CREATING)`: what it returns may be the old
             *     settings, so no check evaluates it. A run that names its assets looks again, for
             *     `POSTURE_CLOUD_SETTLE_SECONDS` of the server, before it says `NotFound` or
             *     `InTransition`. Either may be gone in a later run.
             */
            reason: string;
            /** @description The call to the cloud, or the id of the asset that was not found or is in transition. */
            call: string;
            /**
             * Format: int64
             * @description Verdicts that are unknown for this reason.
             */
            count: number;
            /**
             * @description What would allow the call, in the cloud's words, such as `s3:GetEncryptionConfiguration`;
             *     null where the call was not denied.
             */
            permission: string | null;
            /**
             * @description Where the assets are whose verdicts are unknown for this reason; empty for an asset
             *     that was not found, and in runs that were recorded before this member existed.
             */
            regions: string[];
            /**
             * Format: uuid
             * @description The suppression that accepts the call: its verdicts do not count against `max_unknown`;
             *     null when none did as the run was recorded.
             */
            suppressed_by: string | null;
        };
        /** @description A finding as it was when the run ended. */
        GateFinding: {
            /** Format: uuid */
            id: string;
            check_id: components["schemas"]["CheckId"];
            resource_id: components["schemas"]["ResourceId"];
            family: components["schemas"]["Family"];
            severity: components["schemas"]["Severity"];
            status: components["schemas"]["FindingStatus"];
            delta: components["schemas"]["Delta"];
            /** @description It stopped an earlier gate and was not decided since. */
            held: boolean;
            /** @description It is part of a baseline, so a gate over new findings does not count it. */
            known: boolean;
            /** @description The run looked for this finding and could not read whether it is still there. */
            unread: boolean;
        };
        /** @description Findings by severity. */
        SeverityCounts: {
            /** Format: int64 */
            critical: number;
            /** Format: int64 */
            high: number;
            /** Format: int64 */
            medium: number;
            /** Format: int64 */
            low: number;
            /** Format: int64 */
            info: number;
        };
        /** @description What would have stopped the run, had one person not accepted it one way. */
        GateAccepted: {
            /**
             * @description By the status of the finding, by a suppression of it, by a baseline that it is part of,
             *     or by a suppression of a call that could not be read.
             * @enum {string}
             */
            how: "status" | "suppression" | "baseline" | "unread_call";
            /**
             * @description The author of the decision, the `actor_user_id` of its row in the audit log; null where
             *     the decision is older than this record.
             */
            by: string | null;
            /** @description The name of the author's token when the run ended. */
            by_name: string | null;
            /**
             * Format: int64
             * @description Findings; for `unread_call`, unknown verdicts.
             */
            count: number;
        };
        Gate: {
            /** Format: uuid */
            run_id: string;
            verdict: components["schemas"]["GateVerdict"];
            policy: components["schemas"]["GatePolicy"];
            /** @description What stopped the run; empty when it passed. */
            reasons: components["schemas"]["GateReason"][];
            /**
             * Format: int64
             * @description Verdicts that are `unknown`.
             */
            unknown_count: number;
            /**
             * Format: int64
             * @description Those of them whose call a suppression accepts; they do not count against `max_unknown`.
             */
            accepted_unknown_count: number;
            /**
             * @description Share of the planned reads that succeeded, 0 when nothing was to be read; null when the
             *     run has no result.
             */
            coverage: number | null;
            /**
             * Format: int64
             * @description Assets that the run inspected, of every family.
             */
            asset_count: number;
            /**
             * Format: int64
             * @description Verdicts of the policy's families and frameworks that rest on evidence: `pass`, `fail`
             *     and `not_applicable`. For runs that did not record this, those of all families count.
             */
            verdict_count: number;
            /** @description Why verdicts are unknown, the most frequent reason first. */
            unread: components["schemas"]["UnreadCount"][];
            /**
             * Format: int64
             * @description Named resources that `scope.skip_unchecked` left out, because no check of the run looks
             *     at their type. They are neither good nor bad: nothing looked at them.
             */
            unchecked_count: number;
            /** @description The ids of the first of them. */
            unchecked: components["schemas"]["ResourceId"][];
            /**
             * Format: int64
             * @description Findings that stopped the run.
             */
            finding_count: number;
            /**
             * Format: int64
             * @description How many of them stopped an earlier gate, too.
             */
            held_count: number;
            /**
             * Format: int64
             * @description Findings that would have stopped the run, were they not part of a baseline. They are
             *     still open.
             */
            known_count: number;
            known_counts: components["schemas"]["SeverityCounts"];
            /**
             * Format: int64
             * @description Findings that would have stopped the run, were they not suppressed.
             */
            suppressed_count: number;
            /**
             * @description Present and true when the token lacks `findings:read`: `findings` is empty, and the
             *     counts are complete.
             */
            findings_withheld?: boolean;
            /**
             * @description Who accepted what would have stopped the run otherwise: findings by their status,
             *     suppressions and baselines, and unread calls.
             */
            accepted: components["schemas"]["GateAccepted"][];
            /** @description The worst of those that stopped the run. */
            findings: components["schemas"]["GateFinding"][];
        };
        /** @description Present when the list was asked for with `limit` or `cursor`; null at the end. */
        NextCursor: string | null;
        Finding: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The requested run, else the last run that evaluated it.
             */
            scan_id: string;
            /** @description What is wrong. */
            title: string;
            severity: components["schemas"]["Severity"];
            status: components["schemas"]["FindingStatus"];
            jira_issue_key: string | null;
            /** Format: date-time */
            discovered_at: string;
            /** Format: uuid */
            integration_id: string;
            check_id: components["schemas"]["CheckId"];
            resource_id: components["schemas"]["ResourceId"];
            region: string;
            service: components["schemas"]["Service"];
            family: components["schemas"]["Family"];
            /** Format: date-time */
            last_seen_at: string;
            delta: components["schemas"]["Delta"];
            /**
             * Format: uuid
             * @description The suppression that covered it when the run recorded; null when none did.
             */
            suppressed_by: string | null;
            /**
             * @description Where Terraform declares the asset, by the last run that recorded the finding and was
             *     started with a declaration of it; null when none was.
             */
            terraform: components["schemas"]["TerraformPlace"] | null;
            /**
             * @description Whether the plan that was applied before the run `scan_id` changes the asset, as the
             *     request for the run says. Absent where that is not known, and in lists of no one run.
             */
            in_plan?: boolean;
        };
        FindingDetail: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The requested run, else the last run that evaluated it.
             */
            scan_id: string;
            /** @description What is wrong. */
            title: string;
            severity: components["schemas"]["Severity"];
            status: components["schemas"]["FindingStatus"];
            jira_issue_key: string | null;
            /** Format: date-time */
            discovered_at: string;
            /** Format: uuid */
            integration_id: string;
            check_id: components["schemas"]["CheckId"];
            resource_id: components["schemas"]["ResourceId"];
            region: string;
            service: components["schemas"]["Service"];
            family: components["schemas"]["Family"];
            /** Format: date-time */
            last_seen_at: string;
            delta: components["schemas"]["Delta"];
            /**
             * Format: uuid
             * @description The suppression that covered it when the run recorded; null when none did.
             */
            suppressed_by: string | null;
            /**
             * @description Where Terraform declares the asset, by the last run that recorded the finding and was
             *     started with a declaration of it; null when none was.
             */
            terraform: components["schemas"]["TerraformPlace"] | null;
            /**
             * @description Whether the plan that was applied before the run `scan_id` changes the asset, as the
             *     request for the run says. Absent where that is not known, and in lists of no one run.
             */
            in_plan?: boolean;
            /** @description Ids of the controls the check stands for. */
            risk_refs: string[];
            /** @description What was seen. */
            summary: string;
            /** @description What to do; null when the check has been retired. */
            remediation: string | null;
            reference: string | null;
            /**
             * @description The check that it failed: why it matters, and its fix as a command and as Terraform. Null
             *     when the check has been retired; absent from exports.
             */
            check?: components["schemas"]["Check"] | null;
        };
        FindingPage: {
            data: components["schemas"]["Finding"][];
            next_cursor?: components["schemas"]["NextCursor"];
            /**
             * Format: int64
             * @description How many findings the filters select, on all pages together; only with `count=true`.
             */
            total_count?: number;
        };
        FindingFacets: {
            /**
             * Format: int64
             * @description Findings that the filters leave.
             */
            total_count: number;
            checks: components["schemas"]["CheckCount"][];
            severities: components["schemas"]["ValueCounts"];
            statuses: components["schemas"]["ValueCounts"];
            families: components["schemas"]["ValueCounts"];
            services: components["schemas"]["ValueCounts"];
            regions: components["schemas"]["ValueCounts"];
        };
        CheckCount: {
            check_id: components["schemas"]["CheckId"];
            /** @description What is wrong with the assets. */
            title: string;
            severity: components["schemas"]["Severity"];
            /**
             * Format: int64
             * @description Findings of the check.
             */
            count: number;
            /**
             * Format: int64
             * @description Those of them whose `delta` is `new`.
             */
            new_count: number;
        };
        ValueCounts: components["schemas"]["ValueCount"][];
        ValueCount: {
            value: string;
            /** Format: int64 */
            count: number;
        };
        /**
         * @description How a finding differs between two runs.
         * @enum {string}
         */
        Change: "new" | "resolved" | "unchanged" | "not_compared";
        ChangeCounts: {
            /** Format: int64 */
            new: number;
            /** Format: int64 */
            resolved: number;
            /** Format: int64 */
            unchanged: number;
            /** Format: int64 */
            not_compared: number;
        };
        RunComparison: {
            /** Format: uuid */
            run_id: string;
            /** Format: uuid */
            base_run_id: string;
            /** Format: uuid */
            integration_id: string;
            /** @description Whether both runs were limited to the same part of the account. */
            same_scope: boolean;
            counts: components["schemas"]["ChangeCounts"];
            data: components["schemas"]["ComparedFinding"][];
            next_cursor?: components["schemas"]["NextCursor"];
        };
        ComparedFinding: {
            change: components["schemas"]["Change"];
            finding: components["schemas"]["Finding"];
        };
        RunTimeline: {
            /** Format: uuid */
            run_id: string;
            /** @description Whether the run recorded its times; if not, nothing is known about them. */
            recorded: boolean;
            /** @description Whether the run has ended; if not, the times are those so far. */
            complete: boolean;
            phases: components["schemas"]["PhaseTime"][];
            /** @description In the order of their first calls. */
            calls: components["schemas"]["PlaceCalls"][];
            /** @description The places without a row of their own, added up; null where each has one. */
            other: components["schemas"]["OtherCalls"] | null;
            /** @description The calls that took longest, the slowest first; empty for a run of an earlier version. */
            slowest: components["schemas"]["SlowCall"][];
            /**
             * Format: uri
             * @description Where people find the trace of the run; null without a trace, or without `POSTURE_TRACE_URL`.
             */
            trace_url: string | null;
        };
        PhaseTime: {
            name: components["schemas"]["TimedPhase"];
            /** Format: int64 */
            start_ms: number;
            /** Format: int64 */
            duration_ms: number;
        };
        /**
         * @description A part of a run whose time is measured.
         * @enum {string}
         */
        TimedPhase: "connect" | "collect" | "evaluate" | "record";
        /** @description The calls of one service in one region. */
        PlaceCalls: {
            service: string;
            /** @description Null where calls have no region. */
            region: string | null;
            /**
             * Format: int64
             * @description Calls that were sent, retries included.
             */
            call_count: number;
            /**
             * Format: int64
             * @description Calls without a usable response after the retries.
             */
            error_count: number;
            /**
             * Format: int64
             * @description How long calls waited because the cloud throttled them, added up.
             */
            throttled_ms: number;
            /**
             * Format: int64
             * @description When the first call began.
             */
            first_ms: number;
            /**
             * Format: int64
             * @description When the last call ended.
             */
            last_ms: number;
            /**
             * Format: int64
             * @description How long 95 of 100 calls took at most, waits and retries included: a bound of a histogram
             *     of fixed steps, so it may be up to twice as long as it was.
             */
            p95_ms: number;
        };
        /** @description A call to the cloud, with its waits and retries. */
        SlowCall: {
            /** @description Service and operation, such as `s3:GetBucketPolicy`. */
            call: string;
            /** @description Null where calls have no region. */
            region: string | null;
            /** Format: int64 */
            start_ms: number;
            /** Format: int64 */
            duration_ms: number;
            /** @description Whether it had no usable response after the retries. */
            failed: boolean;
        };
        OtherCalls: {
            /**
             * Format: int64
             * @description How many services and regions are added up.
             */
            place_count: number;
            /**
             * Format: int64
             * @description Calls that were sent, retries included.
             */
            call_count: number;
            /**
             * Format: int64
             * @description Calls without a usable response after the retries.
             */
            error_count: number;
            /**
             * Format: int64
             * @description How long calls waited because the cloud throttled them, added up.
             */
            throttled_ms: number;
            /**
             * Format: int64
             * @description When the first call began.
             */
            first_ms: number;
            /**
             * Format: int64
             * @description When the last call ended.
             */
            last_ms: number;
            /**
             * Format: int64
             * @description How long 95 of 100 calls took at most, waits and retries included: a bound of a histogram
             *     of fixed steps, so it may be up to twice as long as it was.
             */
            p95_ms: number;
        };
        FindingHistory: {
            /** Format: uuid */
            finding_id: string;
            runs: components["schemas"]["FindingInRun"][];
            decisions: components["schemas"]["FindingDecision"][];
        };
        /** @description A finding as a run recorded it. */
        FindingInRun: {
            /** Format: uuid */
            run_id: string;
            /**
             * Format: date-time
             * @description When the run ended.
             */
            at: string;
            delta: components["schemas"]["Delta"];
            severity: components["schemas"]["Severity"];
            status: components["schemas"]["FindingStatus"];
            /** Format: uuid */
            suppressed_by: string | null;
        };
        /** @description A change of a finding's status by a person or a program. */
        FindingDecision: {
            /** Format: date-time */
            at: string;
            from_status: components["schemas"]["FindingStatus"];
            to_status: components["schemas"]["FindingStatus"];
            /** @description The token, as the audit log names it. */
            by: string | null;
            /** @description Name of the token. */
            by_name: string | null;
        };
        FrameworkPage: {
            data: components["schemas"]["FrameworkEntry"][];
        };
        FrameworkEntry: {
            /** @description With its version. */
            id: string;
            /** @description Without a version; filters take either. */
            family: string;
            title: string;
            /** @description Where the document is. */
            source: string;
            /** @description The clouds whose checks stand for its controls. */
            providers: components["schemas"]["Provider"][];
            /**
             * Format: int64
             * @description Controls that this server has checks for.
             */
            control_count: number;
            /** Format: int64 */
            check_count: number;
        };
        ControlPage: {
            framework: components["schemas"]["FrameworkEntry"];
            accounts: components["schemas"]["ControlAccount"][];
            control_counts: components["schemas"]["ControlCounts"];
            data: components["schemas"]["ControlStatus"][];
        };
        /** @description An account, and the run that its results are from; null where no run of the whole account completed. */
        ControlAccount: {
            /** Format: uuid */
            integration_id: string;
            /** Format: uuid */
            run_id: string | null;
            /** Format: date-time */
            completed_at: string | null;
            coverage: number | null;
        };
        /** @description How many controls have each result. */
        ControlCounts: {
            /** Format: int64 */
            fail: number;
            /** Format: int64 */
            unknown: number;
            /** Format: int64 */
            accepted: number;
            /** Format: int64 */
            no_finding: number;
            /** Format: int64 */
            pass: number;
            /** Format: int64 */
            not_applicable: number;
            /** Format: int64 */
            not_evaluated: number;
            /** Format: int64 */
            no_check: number;
        };
        ControlStatus: {
            /** @description As in the document of the framework. */
            id: string;
            title: string;
            /** @description What decides whether it is met, and where the checks evaluate more or less. */
            requires: string;
            /**
             * @description `accepted`: only findings that were accepted are left. `no_finding`: its checks also
             *     evaluate assets that it is not about, and none of its own failed.
             * @enum {string}
             */
            result: "fail" | "unknown" | "accepted" | "no_finding" | "pass" | "not_applicable" | "not_evaluated" | "no_check";
            /**
             * Format: int64
             * @description Findings that need action.
             */
            open_count: number;
            /**
             * Format: int64
             * @description Findings that are suppressed or accepted.
             */
            accepted_count: number;
            verdict_counts: components["schemas"]["VerdictCounts"];
            checks: components["schemas"]["CheckId"][];
            /** @description Those of the checks that no run evaluated in one of the accounts. */
            unevaluated_checks: components["schemas"]["CheckId"][];
        };
        FindingUpdate: {
            status: components["schemas"]["FindingStatus"];
        };
        FindingsUpdate: {
            /** @description One that is named twice counts once. */
            finding_ids: string[];
            status: components["schemas"]["FindingStatus"];
            /** @description More decisions of the same transaction. */
            also?: components["schemas"]["FindingsDecision"][];
        };
        FindingsDecision: {
            /** @description Of several statuses for one finding, the last one holds. */
            finding_ids: string[];
            status: components["schemas"]["FindingStatus"];
        };
        FindingsChange: {
            status: components["schemas"]["FindingStatus"];
            /** @description The findings whose status changed, in the order of the request. */
            changed: components["schemas"]["FindingChange"][];
            /**
             * Format: int64
             * @description Findings that had the status already.
             */
            unchanged_count: number;
        };
        FindingChange: {
            /** Format: uuid */
            id: string;
            from_status: components["schemas"]["FindingStatus"];
        };
        SuppressionPreview: {
            /**
             * Format: int64
             * @description Findings that it would cover.
             */
            finding_count: number;
            /**
             * Format: int64
             * @description Those of them that are suppressed already.
             */
            suppressed_count: number;
            severities: components["schemas"]["ValueCounts"];
            /** @description Some of the assets, in the order of their keys. */
            resource_ids: string[];
        };
        AuditVerification: {
            /** Format: date-time */
            verified_at: string;
            /**
             * Format: int64
             * @description Of the last row; 0 without any.
             */
            position: number;
            /** @description That is recorded of the last row; empty without any. */
            hash: string;
            /** Format: int64 */
            verified_rows: number;
            /** @enum {string} */
            walk: "complete" | "partial";
            /** @description What is wrong, in sentences; empty if nothing was found. */
            faults: string[];
        };
        /**
         * @description The key of an asset, or a pattern of such keys: `*` stands for any text, `?` for one
         *     character, everything else for itself. Case matters.
         */
        ResourcePattern: string;
        BaselineRequest: {
            /** Format: uuid */
            run_id: string;
        };
        Baseline: {
            /** Format: uuid */
            run_id: string;
            /** Format: uuid */
            integration_id: string;
            /**
             * Format: int64
             * @description Findings that are part of the baseline.
             */
            finding_count: number;
        };
        /** @description Why the finding is accepted. */
        SuppressionReason: string;
        /** @description Who is responsible for it, a team or a person. */
        SuppressionOwner: string;
        /**
         * Format: date-time
         * @description When it stops counting, RFC 3339.
         */
        Expiry: string;
        SuppressionRequest: {
            check_id: components["schemas"]["CheckId"];
            resource_pattern: components["schemas"]["ResourcePattern"];
            /**
             * Format: uuid
             * @description Limits it to one integration; absent or null means all of the tenant's.
             */
            integration_id?: string | null;
            reason: components["schemas"]["SuppressionReason"];
            owner: components["schemas"]["SuppressionOwner"];
            expires_at: components["schemas"]["Expiry"];
        };
        SuppressionUpdate: {
            reason?: components["schemas"]["SuppressionReason"];
            owner?: components["schemas"]["SuppressionOwner"];
            expires_at?: components["schemas"]["Expiry"];
        };
        Suppression: {
            /**
             * Format: uuid
             * @description The `suppressed_by` of what it covers.
             */
            id: string;
            check_id: components["schemas"]["CheckId"];
            resource_pattern: components["schemas"]["ResourcePattern"];
            /**
             * Format: uuid
             * @description The one integration it is limited to; null means all of the tenant's.
             */
            integration_id: string | null;
            reason: components["schemas"]["SuppressionReason"];
            owner: components["schemas"]["SuppressionOwner"];
            /**
             * Format: date-time
             * @description When it stops counting.
             */
            expires_at: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        SuppressionPage: {
            data: components["schemas"]["Suppression"][];
            next_cursor?: components["schemas"]["NextCursor"];
        };
        /** @description A name that no other integration of the tenant has. */
        IntegrationName: string;
        /** @description The role that a worker assumes. */
        RoleArn: string;
        /**
         * @description The external id that the role's trust policy requires. Without one, a role gets the external
         *     id that this server made for the tenant; the response shows it. To choose another one the
         *     token needs the scope `external_ids:write`, else the request is 403 `missing_scope`.
         */
        ExternalId: string;
        /** @description A named profile of the worker's own AWS configuration to start from. */
        Profile: string;
        /**
         * Format: http-url
         * @description Replaces every service endpoint, for emulators and private clouds. Unless the server's operator allows it, an address that is not public is refused: an address here, and the addresses of a host name when a run connects.
         */
        EndpointUrl: string;
        /** @description Regions to scan; empty or null means every region that is enabled in the account. */
        Regions: components["schemas"]["Region"][];
        /** @description Checks to evaluate; null means all. */
        CheckSet: components["schemas"]["CheckId"][];
        /**
         * Format: cron
         * @description When the account is scanned without a request: five fields of cron in UTC (minute, hour, day
         *     of month, month, day of week). A field is `*`, a number, a name (`MON`, `jan`), a range, a
         *     list of these, or a step of `*` or of a range, as in `8-18/2`. A day of the month and a day
         *     of the week that are both given are each enough, as in cron. A new or changed schedule begins
         *     no sooner than the server's minimum distance after the account's last scheduled run.
         */
        Schedule: string;
        /** @description How to reach an AWS account; references to credentials, never credentials. */
        AwsConnectionOptions: {
            role_arn?: components["schemas"]["RoleArn"] | null;
            external_id?: components["schemas"]["ExternalId"] | null;
            profile?: components["schemas"]["Profile"] | null;
            regions?: components["schemas"]["Regions"] | null;
            endpoint_url?: components["schemas"]["EndpointUrl"] | null;
        };
        /** @description How an AWS account is reached. */
        AwsConnection: {
            role_arn: string | null;
            /** @description The external id to require in the role's trust policy. */
            external_id: string | null;
            profile: string | null;
            regions: string[];
            endpoint_url: string | null;
        };
        /**
         * @description How to reach an Azure subscription; references to credentials, never credentials. Whoever
         *     connects a subscription must send `subscription_id`.
         */
        AzureConnectionOptions: {
            subscription_id?: components["schemas"]["SubscriptionId"];
            tenant_id?: components["schemas"]["EntraTenantId"] | null;
            client_id?: components["schemas"]["EntraClientId"] | null;
            environment?: components["schemas"]["AzureEnvironment"] | null;
            external_id?: components["schemas"]["TagExternalId"] | null;
            regions?: components["schemas"]["Regions"] | null;
            endpoint_url?: components["schemas"]["EndpointUrl"] | null;
        };
        /** @description How an Azure subscription is reached. */
        AzureConnection: {
            subscription_id: string;
            tenant_id: string | null;
            client_id: string | null;
            environment: components["schemas"]["AzureEnvironment"];
            /** @description The value for the tag `posture-tenant` of the subscription. */
            external_id: string | null;
            regions: string[];
            endpoint_url: string | null;
        };
        /**
         * @description The value that the tag `posture-tenant` of the subscription, or the label of that name of the
         *     project, must have on a server with several tenants. It proves that the account is the
         *     caller's. By default it is the external id that this server made for the tenant; the response
         *     shows it. To choose another one the token needs the scope `external_ids:write`, else the
         *     request is 403 `missing_scope`.
         */
        TagExternalId: string;
        /** @description The subscription to scan. */
        SubscriptionId: string;
        /** @description The Entra tenant of the subscription; without it, that of the worker. */
        EntraTenantId: string;
        /** @description The application or managed identity to sign in as; without it, that of the worker. */
        EntraClientId: string;
        /**
         * @description The Azure cloud that the subscription is in; null means `public`.
         * @enum {string}
         */
        AzureEnvironment: "public" | "us_government" | "china";
        /**
         * @description How to reach a Google Cloud project with the worker's own credentials; references to
         *     credentials, never credentials. Whoever connects a project must send `project_id`.
         */
        GcpConnectionOptions: {
            project_id?: components["schemas"]["ProjectId"];
            impersonate?: components["schemas"]["ServiceAccountEmail"] | null;
            universe_domain?: components["schemas"]["UniverseDomain"] | null;
            external_id?: components["schemas"]["TagExternalId"] | null;
            regions?: components["schemas"]["Regions"] | null;
            endpoint_url?: components["schemas"]["EndpointUrl"] | null;
        };
        /** @description How a Google Cloud project is reached. */
        GcpConnection: {
            project_id: string;
            impersonate: string | null;
            universe_domain: string;
            /** @description The value for the label `posture-tenant` of the project. */
            external_id: string | null;
            regions: string[];
            endpoint_url: string | null;
        };
        /** @description The id of the project to scan, not its number. */
        ProjectId: string;
        /** @description The email of a service account for the worker to impersonate. */
        ServiceAccountEmail: string;
        /** @description The domain of the APIs, for clouds other than Google's own; null means `googleapis.com`. */
        UniverseDomain: string;
        IntegrationRequest: {
            name: components["schemas"]["IntegrationName"];
            provider: components["schemas"]["Provider"];
            aws?: components["schemas"]["AwsConnectionOptions"];
            azure?: components["schemas"]["AzureConnectionOptions"];
            gcp?: components["schemas"]["GcpConnectionOptions"];
            check_set?: components["schemas"]["CheckSet"] | null;
            schedule?: components["schemas"]["Schedule"] | null;
        };
        IntegrationUpdate: {
            name?: components["schemas"]["IntegrationName"];
            aws?: components["schemas"]["AwsConnectionOptions"];
            azure?: components["schemas"]["AzureConnectionOptions"];
            gcp?: components["schemas"]["GcpConnectionOptions"];
            check_set?: components["schemas"]["CheckSet"] | null;
            schedule?: components["schemas"]["Schedule"] | null;
        };
        /**
         * @description A connected cloud account. It has exactly one object with the name of its `provider`: how
         *     the account is reached.
         */
        Integration: {
            /** Format: uuid */
            id: string;
            name: string;
            provider: components["schemas"]["Provider"];
            /** @description The cloud's own id of the account; null until a run has connected. */
            account_id: string | null;
            aws?: components["schemas"]["AwsConnection"];
            azure?: components["schemas"]["AzureConnection"];
            gcp?: components["schemas"]["GcpConnection"];
            check_set: string[] | null;
            schedule: string | null;
            /**
             * Format: date-time
             * @description When the schedule is next due; null without one.
             */
            next_run_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        IntegrationPage: {
            data: components["schemas"]["Integration"][];
            next_cursor?: components["schemas"]["NextCursor"];
        };
        AuditRow: {
            /** Format: int64 */
            id: number;
            /** Format: date-time */
            ts: string;
            /** @description Id of the token of the request; after the id of a token that was exchanged: `trust`, the id of the trust, the issuer and the subject, separated by spaces. Where the server's operator did it by a command: `operator` and the user. */
            actor_user_id: string | null;
            actor_ip: string | null;
            action: string;
            target_kind: string | null;
            target_id: string | null;
            before_jsonb: {
                [key: string]: unknown;
            } | null;
            after_jsonb: {
                [key: string]: unknown;
            } | null;
            result: components["schemas"]["AuditResult"];
            request_id: string | null;
        };
        AuditPage: {
            data: components["schemas"]["AuditRow"][];
            next_cursor?: components["schemas"]["NextCursor"];
        };
        TrustName: string;
        /**
         * Format: http-url
         * @description The `iss` of the jobs' tokens, letter by letter; its keys are found by OpenID Connect Discovery.
         */
        TrustIssuer: string;
        /** @description The `aud` of the jobs' tokens, the only one; by default `posture:` and the id of the trust. */
        TrustAudience: string;
        /** @description A claim, or a JSON Pointer (RFC 6901) into the claims, such as `/kubernetes.io/namespace`. */
        ClaimName: string;
        ClaimText: string;
        ClaimTexts: components["schemas"]["ClaimText"][];
        /**
         * @description It is met if the claim has one of the values in `equals`, or matches one of the patterns in
         *     `matches` as a whole. A Boolean claim counts as `true` or `false`, a whole number as its
         *     digits; any other claim that is no text, and a missing one, never meet it.
         */
        TrustCondition: {
            claim: components["schemas"]["ClaimName"];
            equals: components["schemas"]["ClaimTexts"];
            matches: components["schemas"]["ClaimTexts"];
        };
        /** @description At least one of `equals` and `matches` has a text. */
        TrustConditionRequest: {
            claim: components["schemas"]["ClaimName"];
            equals?: components["schemas"]["ClaimTexts"];
            matches?: components["schemas"]["ClaimTexts"];
        };
        /** @description All of them must be met. */
        TrustConditions: components["schemas"]["TrustConditionRequest"][];
        TokenScope: string;
        /** @description What the tokens may do. */
        TrustScopes: components["schemas"]["TokenScope"][];
        /** @description Lifetime of a token; the server may allow less than an hour. */
        TrustLifetime: number;
        /**
         * @description How often one identity can be exchanged. More than once is for hosts that give a job one token
         *     for all its programs.
         */
        TrustUses: number;
        /** @description The only integrations that the tokens may have to do with; null is all of the tenant. */
        TrustIntegrations: string[] | null;
        TrustRequest: {
            name: components["schemas"]["TrustName"];
            issuer: components["schemas"]["TrustIssuer"];
            audience?: components["schemas"]["TrustAudience"];
            conditions: components["schemas"]["TrustConditions"];
            scopes: components["schemas"]["TrustScopes"];
            /**
             * @description Lifetime of a token; the server may allow less than an hour.
             * @default 900
             */
            lifetime_seconds?: number;
            /**
             * @description How often one identity can be exchanged.
             * @default 1
             */
            max_uses?: number;
            integrations?: components["schemas"]["TrustIntegrations"];
        };
        TrustUpdate: {
            name?: components["schemas"]["TrustName"];
            issuer?: components["schemas"]["TrustIssuer"];
            audience?: components["schemas"]["TrustAudience"];
            conditions?: components["schemas"]["TrustConditions"];
            scopes?: components["schemas"]["TrustScopes"];
            lifetime_seconds?: components["schemas"]["TrustLifetime"];
            max_uses?: components["schemas"]["TrustUses"];
            integrations?: components["schemas"]["TrustIntegrations"];
        };
        Trust: {
            /** Format: uuid */
            id: string;
            name: components["schemas"]["TrustName"];
            issuer: string;
            audience: components["schemas"]["TrustAudience"];
            conditions: components["schemas"]["TrustCondition"][];
            scopes: components["schemas"]["TrustScopes"];
            lifetime_seconds: components["schemas"]["TrustLifetime"];
            max_uses: components["schemas"]["TrustUses"];
            integrations: components["schemas"]["TrustIntegrations"];
            /** @description How the trust could be safer, for people. */
            advice: string[];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        TrustPage: {
            data: components["schemas"]["Trust"][];
            next_cursor?: components["schemas"]["NextCursor"];
        };
        /** @description What the token is for; names need not be unique. */
        TokenName: string;
        /** @description A network, such as `203.0.113.0/24` or `2001:db8::/32`, or one address. */
        TokenNetwork: string;
        /** @description The only networks from which the token is accepted; empty is any. */
        TokenNetworks: components["schemas"]["TokenNetwork"][];
        TokenRequest: {
            name: components["schemas"]["TokenName"];
            scopes: components["schemas"]["TrustScopes"];
            cidrs?: components["schemas"]["TokenNetworks"];
            integrations?: components["schemas"]["TrustIntegrations"];
            /**
             * @description Time until it expires; the server may allow less than a year.
             * @default 7776000
             */
            lifetime_seconds?: number;
        };
        Token: {
            /** Format: uuid */
            id: string;
            name: string;
            scopes: string[];
            cidrs: string[];
            integrations: components["schemas"]["TrustIntegrations"];
            /**
             * Format: uuid
             * @description The trust by which a job got it.
             */
            trust_id: string | null;
            /**
             * @description Who signed in with the identity provider and got it; then sessions alone use it, and its
             *     name is the person's. Null for every other token.
             */
            person: components["schemas"]["TokenPerson"] | null;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description When it expires; null is never.
             */
            expires_at: string | null;
            /** Format: date-time */
            revoked_at: string | null;
        };
        TokenPerson: {
            /** @description The URL of the identity provider. */
            issuer: string;
            /** @description What the provider calls the person, for ever. */
            subject: string;
        };
        CreatedToken: {
            /** Format: uuid */
            id: string;
            name: string;
            scopes: string[];
            cidrs: string[];
            integrations: components["schemas"]["TrustIntegrations"];
            /** Format: uuid */
            trust_id: string | null;
            person: components["schemas"]["TokenPerson"] | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            revoked_at: string | null;
            /** @description The clear text, shown only here. */
            token: string;
        };
        TokenPage: {
            data: components["schemas"]["Token"][];
            next_cursor?: components["schemas"]["NextCursor"];
        };
        /** @description Parameters that are not known are ignored, as RFC 6749 says. */
        TokenExchangeRequest: {
            /** @constant */
            grant_type: "urn:ietf:params:oauth:grant-type:token-exchange";
            /** @description The job's token, a signed JWT. */
            subject_token: string;
            /** @enum {string} */
            subject_token_type: "urn:ietf:params:oauth:token-type:jwt" | "urn:ietf:params:oauth:token-type:id_token";
            /** @constant */
            requested_token_type?: "urn:ietf:params:oauth:token-type:access_token";
            /** @description Id of the trust. */
            audience?: string;
            /** @description Scopes, separated by spaces; by default all of the trust. */
            scope?: string;
        };
        ExchangedToken: {
            /** @description The token; it is not shown again. */
            access_token: string;
            issued_token_type: string;
            token_type: string;
            /**
             * Format: int64
             * @description Lifetime in seconds.
             */
            expires_in: number;
            /** @description Its scopes, separated by spaces. */
            scope: string;
        };
        SessionRequest: {
            /** @description A token of the tenant. */
            token: string;
        };
        Session: {
            tenant: components["schemas"]["SessionTenant"];
            token: components["schemas"]["SessionToken"];
            /** @description Who signed in with the identity provider; null for a token. */
            person: components["schemas"]["SessionPerson"] | null;
            /** @description What the token may do. */
            scopes: string[];
            /** @description The integrations that the token is limited to; null for all. */
            integrations: string[] | null;
            /**
             * @description The names of the integrations that the token may read, of the 100 newest if there are more;
             *     null if it lacks `integrations:read`.
             */
            integration_names: components["schemas"]["NamedIntegration"][] | null;
            /**
             * Format: date-time
             * @description When the session began; null for a bearer token.
             */
            signed_in_at: string | null;
            /**
             * Format: date-time
             * @description When the session ends at the latest; null for a bearer token.
             */
            expires_at: string | null;
            /** @description The version of the server. */
            version: string;
            event_id: components["schemas"]["TenantEventId"];
        };
        NamedIntegration: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        SessionTenant: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        SessionPerson: {
            /** @description The URL of the identity provider. */
            issuer: string;
            /** @description What the provider calls the person, for ever. */
            subject: string;
            /** @description The person's address or name when they last signed in. */
            name: string;
        };
        SignIn: {
            /** @description The name of the identity provider; null without one. */
            name: string | null;
        };
        /** @description The token that the caller has; a person who signed in with the identity provider has one that sessions alone use. */
        SessionToken: {
            /** Format: uuid */
            id: string;
            name: string;
            /**
             * Format: date-time
             * @description When the token expires; null if it does not.
             */
            expires_at: string | null;
        };
        Check: {
            id: components["schemas"]["CheckId"];
            /** @description The compliant state in one line. */
            title: string;
            severity: components["schemas"]["Severity"];
            family: components["schemas"]["Family"];
            service: components["schemas"]["Service"];
            provider: components["schemas"]["Provider"];
            asset_type: string;
            /** @description Why it matters. */
            rationale: string;
            /** @description What to do. */
            remediation: string;
            /** @description The same as a command; empty when there is none. */
            remediation_cli: string;
            /** @description The same as HCL; empty when there is none. */
            remediation_terraform: string;
            /** @description The provider's own words on it. */
            reference: string;
            /** @description Ids of the controls the check stands for. */
            controls: string[];
        };
        Sha256: string;
        ReportTitle: string;
        /**
         * @description `json` is evidence for programs and audits, `pdf` a document for people.
         * @enum {string}
         */
        ReportFormat: "pdf" | "json";
        /**
         * @description `queued` until a worker takes it, `running` while it is made; then `ready`, or `failed` with an
         *     `error`. `expired` once its file is deleted.
         * @enum {string}
         */
        ReportStatus: "queued" | "running" | "ready" | "failed" | "expired";
        /**
         * Format: date-time
         * @description RFC 3339, with a zone.
         */
        ReportMoment: string;
        ReportScopeRequest: {
            from: components["schemas"]["ReportMoment"];
            to: components["schemas"]["ReportMoment"];
            /** @description The severities of the findings that are listed and counted; absent means all. */
            include_severities?: components["schemas"]["Severity"][];
            /** @description Only these accounts; absent means all of the tenant's. */
            integration_ids?: string[];
        };
        ReportRequest: {
            title: components["schemas"]["ReportTitle"];
            /**
             * @description Whose controls are reported, and whose findings are listed: by the name of a version, or of
             *     all its versions. Empty means all findings and no controls.
             */
            frameworks: components["schemas"]["Framework"][];
            scope: components["schemas"]["ReportScopeRequest"];
            format: components["schemas"]["ReportFormat"];
        };
        ReportScope: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            include_severities: components["schemas"]["Severity"][];
            integration_ids: string[] | null;
        };
        /**
         * @description Why a report could not be made. Its `code` is one of `timeout`, `too_large`, `renderer_failed`,
         *     `renderer_unavailable`, `changed`, `worker_lost` and `internal_error`; more may come.
         */
        ReportError: {
            code: string;
            message: string;
        };
        Report: {
            /** Format: uuid */
            id: string;
            title: components["schemas"]["ReportTitle"];
            frameworks: string[];
            scope: components["schemas"]["ReportScope"];
            format: components["schemas"]["ReportFormat"];
            status: components["schemas"]["ReportStatus"];
            /** Format: date-time */
            queued_at: string;
            /**
             * Format: date-time
             * @description When the last attempt to make it began.
             */
            started_at: string | null;
            /** Format: date-time */
            ended_at: string | null;
            /**
             * Format: date-time
             * @description When its file is deleted.
             */
            expires_at: string | null;
            /**
             * Format: int64
             * @description Of its file.
             */
            size_bytes: number | null;
            /** @description Of its file. */
            sha256: string | null;
            /** @description Of the evidence that it was made from; for `json` the same as `sha256`. */
            evidence_sha256: string | null;
            error: components["schemas"]["ReportError"] | null;
        };
        ReportPage: {
            data: components["schemas"]["Report"][];
            next_cursor?: components["schemas"]["NextCursor"];
        };
        /** @description A row of the tenant's audit chain, by its position and its hash. */
        ChainPosition: {
            /** Format: int64 */
            position: number;
            hash: string;
        };
        /** @description The audit row that recorded the SHA-256 of a file. */
        RecordedDigest: {
            /** Format: int64 */
            position: number;
            hash: string;
            /** Format: date-time */
            at: string;
            sha256: string | null;
        };
        ReportProof: {
            /** Format: uuid */
            report_id: string;
            sha256: components["schemas"]["Sha256"];
            /** Format: int64 */
            size_bytes: number;
            /** @description Null if the row is gone, because the audit log has an age limit. */
            recorded: components["schemas"]["RecordedDigest"] | null;
            /** @description The head of the chain that the evidence names; null if it names none. */
            evidence_head: components["schemas"]["ChainPosition"] | null;
            head: components["schemas"]["ChainPosition"];
            /**
             * Format: int64
             * @description How many rows were read and hashed again.
             */
            verified_rows: number;
            /**
             * @description `complete` if every row from `evidence_head` to `recorded` was verified, `partial` if some
             *     were purged or are too many, and `none` without the row `recorded`. More may come.
             */
            walk: string;
            /** @description What does not hold, in sentences; empty if everything does. */
            faults: string[];
        };
        /**
         * @description The file of a report with the format `json`. Its bytes are canonical: UTF-8, keys sorted, no
         *     white space. `posture report verify` compares a file with the server. The page `reports.md`
         *     describes the members; `form` changes when they do.
         */
        Evidence: {
            form: string;
            title: string;
            tenant: {
                [key: string]: unknown;
            };
            period: {
                [key: string]: unknown;
            };
            scope: {
                [key: string]: unknown;
            };
            audit_head: {
                [key: string]: unknown;
            } | null;
            check_set: {
                [key: string]: unknown;
            };
            summary: {
                [key: string]: unknown;
            };
            gaps: string[];
            integrations: {
                [key: string]: unknown;
            }[];
            runs: {
                [key: string]: unknown;
            }[];
            trend: {
                [key: string]: unknown;
            }[];
            suppressions: {
                [key: string]: unknown;
            }[];
            verdicts: {
                [key: string]: unknown;
            }[];
            frameworks: {
                [key: string]: unknown;
            }[];
            findings: {
                [key: string]: unknown;
            }[];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description What happened. `finding.created` and `finding.resolved` are of a run as a whole: one delivery
         *     per run, however many findings. Suppressed findings are not announced.
         * @enum {string}
         */
        WebhookEvent: "finding.created" | "finding.resolved" | "run.completed" | "run.failed" | "run.cancelled" | "report.completed" | "report.failed";
        WebhookName: string;
        /** Format: http-url */
        WebhookUrl: string;
        WebhookEvents: components["schemas"]["WebhookEvent"][];
        WebhookRequest: {
            name?: components["schemas"]["WebhookName"];
            url: components["schemas"]["WebhookUrl"];
            events: components["schemas"]["WebhookEvents"];
            /**
             * @description Whether what happens is sent.
             * @default true
             */
            enabled?: boolean;
        };
        WebhookUpdate: {
            name?: components["schemas"]["WebhookName"];
            url?: components["schemas"]["WebhookUrl"];
            events?: components["schemas"]["WebhookEvents"];
            enabled?: boolean;
        };
        Webhook: {
            /** Format: uuid */
            id: string;
            name: string;
            url: components["schemas"]["WebhookUrl"];
            events: components["schemas"]["WebhookEvents"];
            /** @description Whether what happens is sent. */
            enabled: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        CreatedWebhook: {
            /** Format: uuid */
            id: string;
            name: string;
            url: components["schemas"]["WebhookUrl"];
            events: components["schemas"]["WebhookEvents"];
            enabled: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @description The key of the signatures; it is not shown again. */
            secret: string;
        };
        WebhookPage: {
            data: components["schemas"]["Webhook"][];
            next_cursor?: components["schemas"]["NextCursor"];
        };
        /**
         * @description `pending` until the receiver has taken it or the server has given up; then it is `dead`.
         * @enum {string}
         */
        DeliveryStatus: "pending" | "delivered" | "dead";
        /** @description One event on its way to one webhook. */
        Delivery: {
            /**
             * Format: uuid
             * @description The `X-Posture-Delivery` of every attempt.
             */
            id: string;
            /** Format: uuid */
            webhook_id: string;
            event: components["schemas"]["EventName"];
            /** Format: uuid */
            run_id: string | null;
            status: components["schemas"]["DeliveryStatus"];
            /** Format: int64 */
            attempt_count: number;
            /**
             * Format: int64
             * @description Status of the last response, if there was one.
             */
            response_status: number | null;
            /**
             * @description Why the last attempt failed: `refused` (the answer was no 2xx), `redirected`, `gone`
             *     (410), `timeout`, `unreachable`, `address_refused` (the host has no address, or none that
             *     may be reached), `tls_failed`, `bad_answer`.
             */
            error: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            next_attempt_at: string | null;
            /** Format: date-time */
            ended_at: string | null;
        };
        DeliveryPage: {
            data: components["schemas"]["Delivery"][];
            next_cursor?: components["schemas"]["NextCursor"];
        };
        /** @description A `WebhookEvent`, or `webhook.test`; more may come. */
        EventName: string;
        /**
         * @description The body of a delivery, the same bytes at every attempt, unless `findings` is withheld since.
         *     Members of `run` and `findings` have
         *     the names and meanings that they have in the API, as they were when the run ended.
         */
        Notification: {
            /**
             * Format: uuid
             * @description As `X-Posture-Delivery`.
             */
            id: string;
            event: components["schemas"]["EventName"];
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            webhook_id: string;
            /** @description The run that has ended; null for events of reports and for `webhook.test`. */
            run: components["schemas"]["NotifiedRun"] | null;
            /** @description The report that has ended; null for all other events. */
            report?: components["schemas"]["NotifiedReport"] | null;
            /**
             * Format: int64
             * @description How many findings the event is about.
             */
            finding_count: number;
            /** @description Those findings, the worst first, as many as one delivery names. */
            findings: components["schemas"]["NotifiedFinding"][];
            /**
             * @description Present when `findings` is empty because the token that last wrote the webhook may not
             *     read findings: `token_revoked`, `token_expired`, `token_unknown` or `scope_missing`. More
             *     may come.
             */
            findings_withheld?: string;
            /** @description Where all of them are, below the server. */
            findings_url: string | null;
        };
        /** @description A report as it was when it ended; its file is for tokens with `reports:read`. */
        NotifiedReport: {
            /** Format: uuid */
            id: string;
            title: components["schemas"]["ReportTitle"];
            format: components["schemas"]["ReportFormat"];
            status: components["schemas"]["ReportStatus"];
            /** Format: date-time */
            queued_at: string;
            /** Format: date-time */
            ended_at: string | null;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: int64 */
            size_bytes: number | null;
            sha256: string | null;
            error: components["schemas"]["ReportError"] | null;
            /** @description Where it is, below the server. */
            url: string;
        };
        NotifiedRun: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            integration_id: string;
            trigger: components["schemas"]["RunTrigger"];
            status: components["schemas"]["RunStatus"];
            /** Format: date-time */
            accepted_at: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            completed_at: string | null;
            /** Format: int64 */
            duration_ms: number;
            /** Format: int64 */
            asset_count: number;
            /** Format: int64 */
            finding_count: number;
            verdict_counts: components["schemas"]["VerdictCounts"];
            coverage: number | null;
            delta: components["schemas"]["DeltaCounts"] | null;
            error: components["schemas"]["RunError"] | null;
        };
        NotifiedFinding: {
            /** Format: uuid */
            id: string;
            check_id: components["schemas"]["CheckId"];
            resource_id: string;
            family: components["schemas"]["Family"];
            severity: components["schemas"]["Severity"];
            status: components["schemas"]["FindingStatus"];
            delta: components["schemas"]["Delta"];
        };
        CheckPage: {
            data: components["schemas"]["Check"][];
        };
    };
    responses: {
        /** @description A query parameter that the operation does not have. */
        UnknownParameterPublic: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:unknown_parameter",
                 *       "title": "Unknown parameter",
                 *       "status": 400,
                 *       "error": "unknown_parameter",
                 *       "detail": "There is no parameter `fail-on`. Did you mean `fail_on`?",
                 *       "member": "fail-on",
                 *       "allowed": [
                 *         "fail_on",
                 *         "family",
                 *         "framework",
                 *         "max_unknown",
                 *         "min_coverage",
                 *         "only"
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A query parameter that the operation does not have. */
        UnknownParameter: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:unknown_parameter",
                 *       "title": "Unknown parameter",
                 *       "status": 400,
                 *       "error": "unknown_parameter",
                 *       "detail": "There is no parameter `fail-on`. Did you mean `fail_on`?",
                 *       "member": "fail-on",
                 *       "allowed": [
                 *         "fail_on",
                 *         "family",
                 *         "framework",
                 *         "max_unknown",
                 *         "min_coverage",
                 *         "only"
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The resource has changed since the caller has read it. */
        PreconditionFailed: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:precondition_failed",
                 *       "title": "Precondition failed",
                 *       "status": 412,
                 *       "error": "precondition_failed",
                 *       "detail": "It has changed since its ETag was read: read it again."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description With `validate_only`, the request would have succeeded; nothing has changed. */
        Valid: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description The response that the caller has is still current. */
        NotModified: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description The response that the caller has is still current. */
        NotModifiedPublic: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description This server has no console. */
        NoConsole: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:not_found",
                 *       "title": "Not found",
                 *       "status": 404,
                 *       "error": "not_found"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description This server has no console, or people sign in there with tokens alone. */
        NoSignIn: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:not_found",
                 *       "title": "Not found",
                 *       "status": 404,
                 *       "error": "not_found"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The address has tried to sign in too often. */
        TooManySignIns: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:rate_limited",
                 *       "title": "Rate limited",
                 *       "status": 429,
                 *       "error": "rate_limited",
                 *       "retry_after_seconds": 5,
                 *       "limit": 12,
                 *       "window": "1m"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such file or page, or this server hands out no files. */
        NoDownload: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:not_found",
                 *       "title": "Not found",
                 *       "status": 404,
                 *       "error": "not_found"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not a run id. */
        InvalidRunId: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:invalid_run_id",
                 *       "title": "Invalid run id",
                 *       "status": 400,
                 *       "error": "invalid_run_id"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not a finding id. */
        InvalidFindingId: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:invalid_finding_id",
                 *       "title": "Invalid finding id",
                 *       "status": 400,
                 *       "error": "invalid_finding_id"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not a suppression id. */
        InvalidSuppressionId: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:invalid_suppression_id",
                 *       "title": "Invalid suppression id",
                 *       "status": 400,
                 *       "error": "invalid_suppression_id"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not an integration id. */
        InvalidIntegrationId: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:invalid_integration_id",
                 *       "title": "Invalid integration id",
                 *       "status": 400,
                 *       "error": "invalid_integration_id"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No token, or one that is unknown, revoked or expired; or a session that has ended. */
        Unauthorized: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                /** @description How to authenticate. */
                "WWW-Authenticate": "Bearer";
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:missing_token",
                 *       "title": "Missing token",
                 *       "status": 401,
                 *       "error": "missing_token"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description The token lacks the scope, or may not be used from the caller's address; or a page of another
         *     site sent a request with the cookie of a session. The header
         *     `WWW-Authenticate` names the scope that is missing; so does `detail`, except where runs are
         *     listed or started.
         */
        Forbidden: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                /**
                 * @description Which scope is missing, in the form of RFC 6750.
                 * @example Bearer error="insufficient_scope", scope="findings:read"
                 */
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:missing_scope",
                 *       "title": "Missing scope",
                 *       "status": 403,
                 *       "error": "missing_scope",
                 *       "detail": "The token lacks the scope `findings:read`."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such run in the caller's tenant. */
        RunNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:run_not_found",
                 *       "title": "Run not found",
                 *       "status": 404,
                 *       "error": "run_not_found"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such finding in the caller's tenant. */
        FindingNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:finding_not_found",
                 *       "title": "Finding not found",
                 *       "status": 404,
                 *       "error": "finding_not_found"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such suppression in the caller's tenant. */
        SuppressionNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:suppression_not_found",
                 *       "title": "Suppression not found",
                 *       "status": 404,
                 *       "error": "suppression_not_found"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A body, or an id, that cannot be used. */
        InvalidIntegration: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:invalid_name",
                 *       "title": "Invalid name",
                 *       "status": 400,
                 *       "error": "invalid_name",
                 *       "detail": "Expected `str`, got `null` - at `$.name`"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such integration in the caller's tenant. */
        IntegrationNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:integration_not_found",
                 *       "title": "Integration not found",
                 *       "status": 404,
                 *       "error": "integration_not_found"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The key was sent before, with another request. */
        IdempotencyKeyReused: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:idempotency_key_reused",
                 *       "title": "Idempotency key reused",
                 *       "status": 409,
                 *       "error": "idempotency_key_reused",
                 *       "detail": "The key was sent before, with another request."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not a token id. */
        InvalidTokenId: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:invalid_token_id",
                 *       "title": "Invalid token id",
                 *       "status": 400,
                 *       "error": "invalid_token_id"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such token in the caller's tenant. */
        TokenNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:token_not_found",
                 *       "title": "Token not found",
                 *       "status": 404,
                 *       "error": "token_not_found"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not a trust id. */
        InvalidTrustId: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:invalid_trust_id",
                 *       "title": "Invalid trust id",
                 *       "status": 400,
                 *       "error": "invalid_trust_id"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not a webhook id. */
        InvalidWebhookId: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:invalid_webhook_id",
                 *       "title": "Invalid webhook id",
                 *       "status": 400,
                 *       "error": "invalid_webhook_id"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such trust in the caller's tenant. */
        TrustNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:trust_not_found",
                 *       "title": "Trust not found",
                 *       "status": 404,
                 *       "error": "trust_not_found"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such webhook in the caller's tenant. */
        WebhookNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:webhook_not_found",
                 *       "title": "Webhook not found",
                 *       "status": 404,
                 *       "error": "webhook_not_found"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not a report id. */
        InvalidReportId: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:invalid_report_id",
                 *       "title": "Invalid report id",
                 *       "status": 400,
                 *       "error": "invalid_report_id"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such report in the caller's tenant. */
        ReportNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:report_not_found",
                 *       "title": "Report not found",
                 *       "status": 404,
                 *       "error": "report_not_found"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The caller does not accept the media type of the response. */
        NotAcceptable: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:not_acceptable",
                 *       "title": "Not acceptable",
                 *       "status": 406,
                 *       "error": "not_acceptable"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The caller does not accept the media type of the response. */
        NotAcceptablePublic: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:not_acceptable",
                 *       "title": "Not acceptable",
                 *       "status": 406,
                 *       "error": "not_acceptable"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is over the limit, counted while reading. */
        PayloadTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:payload_too_large",
                 *       "title": "Payload too large",
                 *       "status": 413,
                 *       "error": "payload_too_large",
                 *       "limit_bytes": 1048576
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is over the limit, counted while reading. */
        PayloadTooLargePublic: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:payload_too_large",
                 *       "title": "Payload too large",
                 *       "status": 413,
                 *       "error": "payload_too_large",
                 *       "limit_bytes": 1048576
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not `application/json`. */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:unsupported_media_type",
                 *       "title": "Unsupported media type",
                 *       "status": 415,
                 *       "error": "unsupported_media_type"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The token's bucket is empty. The refusal costs nothing. */
        TooManyRequests: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:rate_limited",
                 *       "title": "Rate limited",
                 *       "status": 429,
                 *       "error": "rate_limited",
                 *       "retry_after_seconds": 17,
                 *       "limit": 60,
                 *       "window": "1m"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The address has sent too many requests without a token. */
        TooManyRequestsPublic: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:rate_limited",
                 *       "title": "Rate limited",
                 *       "status": 429,
                 *       "error": "rate_limited",
                 *       "retry_after_seconds": 1,
                 *       "limit": 3000,
                 *       "window": "1m"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A fault of the server; the request id finds it in the logs. */
        InternalError: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:internal_error",
                 *       "title": "Internal error",
                 *       "status": 500,
                 *       "error": "internal_error"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The database cannot take the request now; try again. */
        Unavailable: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["UnavailableRetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "urn:posture:error:unavailable",
                 *       "title": "Unavailable",
                 *       "status": 503,
                 *       "error": "unavailable"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description Only findings of this run.
         * @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4
         */
        FindingsScanId: string;
        /**
         * @description Only findings of this integration.
         * @example 6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11
         */
        FindingsIntegrationId: string;
        /**
         * @description Only findings of these severities.
         * @example [
         *       "high"
         *     ]
         */
        FindingsSeverity: components["schemas"]["Severity"][];
        /**
         * @description Only findings in one of these statuses.
         * @example [
         *       "open"
         *     ]
         */
        FindingsStatus: components["schemas"]["FindingStatus"][];
        /**
         * @description Only findings that touch a control of one of these frameworks.
         * @example [
         *       "CIS_AWS"
         *     ]
         */
        FindingsFramework: components["schemas"]["Framework"][];
        /**
         * @description Only findings of this check.
         * @example aws_s3_bucket_public_access_blocked
         */
        FindingsCheckId: components["schemas"]["CheckId"];
        /**
         * @description Only findings on this asset.
         * @example arn:aws:s3:::acme-logs
         */
        FindingsResourceId: components["schemas"]["ResourceId"];
        /**
         * @description Only findings on assets of this cloud service.
         * @example s3
         */
        FindingsService: components["schemas"]["Service"];
        /**
         * @description Only findings in this region.
         * @example eu-central-1
         */
        FindingsRegion: components["schemas"]["Region"];
        /**
         * @description Only findings of checks of these families.
         * @example [
         *       "storage"
         *     ]
         */
        FindingsFamily: components["schemas"]["Family"][];
        /**
         * @description Only findings whose title, summary, asset, Terraform address or check contains this text.
         *     Upper and lower case of ASCII letters are the same.
         * @example acme-logs
         */
        FindingsQ: string;
        /**
         * @description Only findings with one of these deltas in the run `scan_id`; without it, in the last run that
         *     evaluated them.
         * @example [
         *       "new"
         *     ]
         */
        FindingsDelta: components["schemas"]["Delta"][];
        /**
         * @description Only findings that were suppressed, or that were not, in the run `scan_id`; without it,
         *     in the last run that evaluated them.
         * @example false
         */
        FindingsSuppressed: boolean;
        /**
         * @description The caller's own name for this request. The same request within 24 hours returns the first
         *     response again and does nothing else. The same key with another request is 409. A request
         *     that was refused may be sent again with its key.
         * @example apply-7c1e0d
         */
        IdempotencyKey: components["schemas"]["IdempotencyKey"];
        /**
         * @description With true, everything is done but kept: the response is what it would be, but 204 in place of
         *     success, and nothing has changed. The audit log still has the request.
         * @example true
         */
        ValidateOnly: boolean;
        /** @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4 */
        RunId: string;
        /** @example 3b0a1c7e-2d64-4f19-8f1c-9a5f0f3f7a52 */
        FindingId: string;
        /** @example 9d1c6f0e-3f2b-4d59-8a57-6c1e0f9b2d34 */
        SuppressionId: string;
        /** @example 6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11 */
        IntegrationId: string;
        /** @example 8c3f0a54-93a5-4a4e-8a57-9d6f0e1b2c3d */
        WebhookId: string;
        /** @example 2b7c4d8e-6f1a-4e0b-9c3d-5a7e8f901b2c */
        TrustId: string;
        /** @example 9d4e2f6a-1b3c-4d5e-8f70-8192a3b4c5d6 */
        TokenId: string;
        /** @example 7e57d004-2b97-4e7a-b45f-5387367791cd */
        ReportId: string;
        /** @example 5f0c2d1e-7b6a-4c59-8d3e-2f1a0b9c8d7e */
        DeliveryId: string;
        /**
         * @description The `next_cursor` of the previous response. It is of that list, with the filters and the
         *     order of that request: send the same parameters, only `limit` may differ. With others, and
         *     if it is made up, it is 400 `invalid_cursor`.
         * @example AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ0
         */
        Cursor: string;
        /**
         * @description The `ETag` of the response that the caller has.
         * @example "0"
         */
        IfNoneMatch: string;
        /**
         * @description The `ETag` of the resource as the caller has read it, several separated by commas, or `*`. If
         *     it has changed since, nothing is changed: 412.
         * @example *
         */
        IfMatch: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description Names the request in logs, traces and audit rows. The caller's own `X-Request-Id` is taken
         *     over when it has at most 128 letters, digits, `.`, `_` or `-`.
         * @example 0f8b2c516a394f8e9f6a52b5a0f7c3d4
         */
        RequestId: string;
        /**
         * @description The cookie of the session; in the response of a sign-out, its removal.
         * @example __Host-posture=; Path=/; Max-Age=0
         */
        SessionCookie: string;
        /**
         * @description What binds a sign-in to the browser; where it ends, its removal.
         * @example __Host-posture-sign-in=; Path=/; Max-Age=0
         */
        SignInCookie: string;
        /**
         * @description Where the browser goes.
         * @example /console/?sign_in=expired
         */
        SignInLocation: string;
        /** @description No cache may keep it. */
        NoStore: "no-store";
        /**
         * @description Size of the token's bucket.
         * @example 120
         */
        RateLimitLimit: number;
        /**
         * @description Requests left in the bucket.
         * @example 119
         */
        RateLimitRemaining: number;
        /**
         * @description Seconds until the bucket is full.
         * @example 1
         */
        RateLimitReset: number;
        /**
         * @description Seconds after which to try again.
         * @example 5
         */
        UnavailableRetryAfter: number;
        /**
         * @description Seconds to wait, the same as `retry_after_seconds`.
         * @example 17
         */
        RetryAfter: number;
        /**
         * @description Where the rows that follow are; absent at the end of the list.
         * @example </api/v2/findings?cursor=AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ0>; rel="next"
         */
        Link: string;
        /**
         * @description Changes when the response may have changed.
         * @example "8f2c1a-7"
         */
        ETag: string;
        /**
         * @description Shared caches may keep the response.
         * @example public, max-age=300
         */
        PublicCacheControl: string;
    };
    pathItems: never;
}
export type Error = components['schemas']['Error'];
export type ErrorItem = components['schemas']['ErrorItem'];
export type Problem = components['schemas']['Problem'];
export type OpenApiDocument = components['schemas']['OpenApiDocument'];
export type ProviderVersions = components['schemas']['ProviderVersions'];
export type ProviderVersion = components['schemas']['ProviderVersion'];
export type ProviderArchives = components['schemas']['ProviderArchives'];
export type ProviderArchive = components['schemas']['ProviderArchive'];
export type Health = components['schemas']['Health'];
export type RunTrigger = components['schemas']['RunTrigger'];
export type RequestedTrigger = components['schemas']['RequestedTrigger'];
export type RunStatus = components['schemas']['RunStatus'];
export type RunPhase = components['schemas']['RunPhase'];
export type RunStepStatus = components['schemas']['RunStepStatus'];
export type RunStep = components['schemas']['RunStep'];
export type RunEvent = components['schemas']['RunEvent'];
export type TenantEvent = components['schemas']['TenantEvent'];
export type EventResources = components['schemas']['EventResources'];
export type EventResource = components['schemas']['EventResource'];
export type TenantEventId = components['schemas']['TenantEventId'];
export type EventId = components['schemas']['EventId'];
export type Severity = components['schemas']['Severity'];
export type Provider = components['schemas']['Provider'];
export type Family = components['schemas']['Family'];
export type FindingStatus = components['schemas']['FindingStatus'];
export type Delta = components['schemas']['Delta'];
export type Framework = components['schemas']['Framework'];
export type AuditResult = components['schemas']['AuditResult'];
export type CheckId = components['schemas']['CheckId'];
export type Service = components['schemas']['Service'];
export type Region = components['schemas']['Region'];
export type ResourceId = components['schemas']['ResourceId'];
export type IdempotencyKey = components['schemas']['IdempotencyKey'];
export type VerdictCounts = components['schemas']['VerdictCounts'];
export type DeltaCounts = components['schemas']['DeltaCounts'];
export type Progress = components['schemas']['Progress'];
export type RunServices = components['schemas']['RunServices'];
export type RunScope = components['schemas']['RunScope'];
export type RunSource = components['schemas']['RunSource'];
export type RunRequest = components['schemas']['RunRequest'];
export type Declaration = components['schemas']['Declaration'];
export type TerraformAddress = components['schemas']['TerraformAddress'];
export type TerraformFile = components['schemas']['TerraformFile'];
export type TerraformLine = components['schemas']['TerraformLine'];
export type TerraformPlace = components['schemas']['TerraformPlace'];
export type GateRequest = components['schemas']['GateRequest'];
export type RunAccepted = components['schemas']['RunAccepted'];
export type Run = components['schemas']['Run'];
export type RunPart = components['schemas']['RunPart'];
export type RunGate = components['schemas']['RunGate'];
export type RunError = components['schemas']['RunError'];
export type RunPage = components['schemas']['RunPage'];
export type ExportFormat = components['schemas']['ExportFormat'];
export type CodeQuality = components['schemas']['CodeQuality'];
export type Degradation = components['schemas']['Degradation'];
export type DegradationLocation = components['schemas']['DegradationLocation'];
export type DegradationLines = components['schemas']['DegradationLines'];
export type GateOnly = components['schemas']['GateOnly'];
export type GateVerdict = components['schemas']['GateVerdict'];
export type GatePolicy = components['schemas']['GatePolicy'];
export type GateReason = components['schemas']['GateReason'];
export type UnreadCount = components['schemas']['UnreadCount'];
export type GateFinding = components['schemas']['GateFinding'];
export type SeverityCounts = components['schemas']['SeverityCounts'];
export type GateAccepted = components['schemas']['GateAccepted'];
export type Gate = components['schemas']['Gate'];
export type NextCursor = components['schemas']['NextCursor'];
export type Finding = components['schemas']['Finding'];
export type FindingDetail = components['schemas']['FindingDetail'];
export type FindingPage = components['schemas']['FindingPage'];
export type FindingFacets = components['schemas']['FindingFacets'];
export type CheckCount = components['schemas']['CheckCount'];
export type ValueCounts = components['schemas']['ValueCounts'];
export type ValueCount = components['schemas']['ValueCount'];
export type Change = components['schemas']['Change'];
export type ChangeCounts = components['schemas']['ChangeCounts'];
export type RunComparison = components['schemas']['RunComparison'];
export type ComparedFinding = components['schemas']['ComparedFinding'];
export type RunTimeline = components['schemas']['RunTimeline'];
export type PhaseTime = components['schemas']['PhaseTime'];
export type TimedPhase = components['schemas']['TimedPhase'];
export type PlaceCalls = components['schemas']['PlaceCalls'];
export type SlowCall = components['schemas']['SlowCall'];
export type OtherCalls = components['schemas']['OtherCalls'];
export type FindingHistory = components['schemas']['FindingHistory'];
export type FindingInRun = components['schemas']['FindingInRun'];
export type FindingDecision = components['schemas']['FindingDecision'];
export type FrameworkPage = components['schemas']['FrameworkPage'];
export type FrameworkEntry = components['schemas']['FrameworkEntry'];
export type ControlPage = components['schemas']['ControlPage'];
export type ControlAccount = components['schemas']['ControlAccount'];
export type ControlCounts = components['schemas']['ControlCounts'];
export type ControlStatus = components['schemas']['ControlStatus'];
export type FindingUpdate = components['schemas']['FindingUpdate'];
export type FindingsUpdate = components['schemas']['FindingsUpdate'];
export type FindingsDecision = components['schemas']['FindingsDecision'];
export type FindingsChange = components['schemas']['FindingsChange'];
export type FindingChange = components['schemas']['FindingChange'];
export type SuppressionPreview = components['schemas']['SuppressionPreview'];
export type AuditVerification = components['schemas']['AuditVerification'];
export type ResourcePattern = components['schemas']['ResourcePattern'];
export type BaselineRequest = components['schemas']['BaselineRequest'];
export type Baseline = components['schemas']['Baseline'];
export type SuppressionReason = components['schemas']['SuppressionReason'];
export type SuppressionOwner = components['schemas']['SuppressionOwner'];
export type Expiry = components['schemas']['Expiry'];
export type SuppressionRequest = components['schemas']['SuppressionRequest'];
export type SuppressionUpdate = components['schemas']['SuppressionUpdate'];
export type Suppression = components['schemas']['Suppression'];
export type SuppressionPage = components['schemas']['SuppressionPage'];
export type IntegrationName = components['schemas']['IntegrationName'];
export type RoleArn = components['schemas']['RoleArn'];
export type ExternalId = components['schemas']['ExternalId'];
export type Profile = components['schemas']['Profile'];
export type EndpointUrl = components['schemas']['EndpointUrl'];
export type Regions = components['schemas']['Regions'];
export type CheckSet = components['schemas']['CheckSet'];
export type Schedule = components['schemas']['Schedule'];
export type AwsConnectionOptions = components['schemas']['AwsConnectionOptions'];
export type AwsConnection = components['schemas']['AwsConnection'];
export type AzureConnectionOptions = components['schemas']['AzureConnectionOptions'];
export type AzureConnection = components['schemas']['AzureConnection'];
export type TagExternalId = components['schemas']['TagExternalId'];
export type SubscriptionId = components['schemas']['SubscriptionId'];
export type EntraTenantId = components['schemas']['EntraTenantId'];
export type EntraClientId = components['schemas']['EntraClientId'];
export type AzureEnvironment = components['schemas']['AzureEnvironment'];
export type GcpConnectionOptions = components['schemas']['GcpConnectionOptions'];
export type GcpConnection = components['schemas']['GcpConnection'];
export type ProjectId = components['schemas']['ProjectId'];
export type ServiceAccountEmail = components['schemas']['ServiceAccountEmail'];
export type UniverseDomain = components['schemas']['UniverseDomain'];
export type IntegrationRequest = components['schemas']['IntegrationRequest'];
export type IntegrationUpdate = components['schemas']['IntegrationUpdate'];
export type Integration = components['schemas']['Integration'];
export type IntegrationPage = components['schemas']['IntegrationPage'];
export type AuditRow = components['schemas']['AuditRow'];
export type AuditPage = components['schemas']['AuditPage'];
export type TrustName = components['schemas']['TrustName'];
export type TrustIssuer = components['schemas']['TrustIssuer'];
export type TrustAudience = components['schemas']['TrustAudience'];
export type ClaimName = components['schemas']['ClaimName'];
export type ClaimText = components['schemas']['ClaimText'];
export type ClaimTexts = components['schemas']['ClaimTexts'];
export type TrustCondition = components['schemas']['TrustCondition'];
export type TrustConditionRequest = components['schemas']['TrustConditionRequest'];
export type TrustConditions = components['schemas']['TrustConditions'];
export type TokenScope = components['schemas']['TokenScope'];
export type TrustScopes = components['schemas']['TrustScopes'];
export type TrustLifetime = components['schemas']['TrustLifetime'];
export type TrustUses = components['schemas']['TrustUses'];
export type TrustIntegrations = components['schemas']['TrustIntegrations'];
export type TrustRequest = components['schemas']['TrustRequest'];
export type TrustUpdate = components['schemas']['TrustUpdate'];
export type Trust = components['schemas']['Trust'];
export type TrustPage = components['schemas']['TrustPage'];
export type TokenName = components['schemas']['TokenName'];
export type TokenNetwork = components['schemas']['TokenNetwork'];
export type TokenNetworks = components['schemas']['TokenNetworks'];
export type TokenRequest = components['schemas']['TokenRequest'];
export type Token = components['schemas']['Token'];
export type TokenPerson = components['schemas']['TokenPerson'];
export type CreatedToken = components['schemas']['CreatedToken'];
export type TokenPage = components['schemas']['TokenPage'];
export type TokenExchangeRequest = components['schemas']['TokenExchangeRequest'];
export type ExchangedToken = components['schemas']['ExchangedToken'];
export type SessionRequest = components['schemas']['SessionRequest'];
export type Session = components['schemas']['Session'];
export type NamedIntegration = components['schemas']['NamedIntegration'];
export type SessionTenant = components['schemas']['SessionTenant'];
export type SessionPerson = components['schemas']['SessionPerson'];
export type SignIn = components['schemas']['SignIn'];
export type SessionToken = components['schemas']['SessionToken'];
export type Check = components['schemas']['Check'];
export type Sha256 = components['schemas']['Sha256'];
export type ReportTitle = components['schemas']['ReportTitle'];
export type ReportFormat = components['schemas']['ReportFormat'];
export type ReportStatus = components['schemas']['ReportStatus'];
export type ReportMoment = components['schemas']['ReportMoment'];
export type ReportScopeRequest = components['schemas']['ReportScopeRequest'];
export type ReportRequest = components['schemas']['ReportRequest'];
export type ReportScope = components['schemas']['ReportScope'];
export type ReportError = components['schemas']['ReportError'];
export type Report = components['schemas']['Report'];
export type ReportPage = components['schemas']['ReportPage'];
export type ChainPosition = components['schemas']['ChainPosition'];
export type RecordedDigest = components['schemas']['RecordedDigest'];
export type ReportProof = components['schemas']['ReportProof'];
export type Evidence = components['schemas']['Evidence'];
export type WebhookEvent = components['schemas']['WebhookEvent'];
export type WebhookName = components['schemas']['WebhookName'];
export type WebhookUrl = components['schemas']['WebhookUrl'];
export type WebhookEvents = components['schemas']['WebhookEvents'];
export type WebhookRequest = components['schemas']['WebhookRequest'];
export type WebhookUpdate = components['schemas']['WebhookUpdate'];
export type Webhook = components['schemas']['Webhook'];
export type CreatedWebhook = components['schemas']['CreatedWebhook'];
export type WebhookPage = components['schemas']['WebhookPage'];
export type DeliveryStatus = components['schemas']['DeliveryStatus'];
export type Delivery = components['schemas']['Delivery'];
export type DeliveryPage = components['schemas']['DeliveryPage'];
export type EventName = components['schemas']['EventName'];
export type Notification = components['schemas']['Notification'];
export type NotifiedReport = components['schemas']['NotifiedReport'];
export type NotifiedRun = components['schemas']['NotifiedRun'];
export type NotifiedFinding = components['schemas']['NotifiedFinding'];
export type CheckPage = components['schemas']['CheckPage'];
export type ResponseUnknownParameterPublic = components['responses']['UnknownParameterPublic'];
export type ResponseUnknownParameter = components['responses']['UnknownParameter'];
export type ResponsePreconditionFailed = components['responses']['PreconditionFailed'];
export type ResponseValid = components['responses']['Valid'];
export type ResponseNotModified = components['responses']['NotModified'];
export type ResponseNotModifiedPublic = components['responses']['NotModifiedPublic'];
export type ResponseNoConsole = components['responses']['NoConsole'];
export type ResponseNoSignIn = components['responses']['NoSignIn'];
export type ResponseTooManySignIns = components['responses']['TooManySignIns'];
export type ResponseNoDownload = components['responses']['NoDownload'];
export type ResponseInvalidRunId = components['responses']['InvalidRunId'];
export type ResponseInvalidFindingId = components['responses']['InvalidFindingId'];
export type ResponseInvalidSuppressionId = components['responses']['InvalidSuppressionId'];
export type ResponseInvalidIntegrationId = components['responses']['InvalidIntegrationId'];
export type ResponseUnauthorized = components['responses']['Unauthorized'];
export type ResponseForbidden = components['responses']['Forbidden'];
export type ResponseRunNotFound = components['responses']['RunNotFound'];
export type ResponseFindingNotFound = components['responses']['FindingNotFound'];
export type ResponseSuppressionNotFound = components['responses']['SuppressionNotFound'];
export type ResponseInvalidIntegration = components['responses']['InvalidIntegration'];
export type ResponseIntegrationNotFound = components['responses']['IntegrationNotFound'];
export type ResponseIdempotencyKeyReused = components['responses']['IdempotencyKeyReused'];
export type ResponseInvalidTokenId = components['responses']['InvalidTokenId'];
export type ResponseTokenNotFound = components['responses']['TokenNotFound'];
export type ResponseInvalidTrustId = components['responses']['InvalidTrustId'];
export type ResponseInvalidWebhookId = components['responses']['InvalidWebhookId'];
export type ResponseTrustNotFound = components['responses']['TrustNotFound'];
export type ResponseWebhookNotFound = components['responses']['WebhookNotFound'];
export type ResponseInvalidReportId = components['responses']['InvalidReportId'];
export type ResponseReportNotFound = components['responses']['ReportNotFound'];
export type ResponseNotAcceptable = components['responses']['NotAcceptable'];
export type ResponseNotAcceptablePublic = components['responses']['NotAcceptablePublic'];
export type ResponsePayloadTooLarge = components['responses']['PayloadTooLarge'];
export type ResponsePayloadTooLargePublic = components['responses']['PayloadTooLargePublic'];
export type ResponseUnsupportedMediaType = components['responses']['UnsupportedMediaType'];
export type ResponseTooManyRequests = components['responses']['TooManyRequests'];
export type ResponseTooManyRequestsPublic = components['responses']['TooManyRequestsPublic'];
export type ResponseInternalError = components['responses']['InternalError'];
export type ResponseUnavailable = components['responses']['Unavailable'];
export type ParameterFindingsScanId = components['parameters']['FindingsScanId'];
export type ParameterFindingsIntegrationId = components['parameters']['FindingsIntegrationId'];
export type ParameterFindingsSeverity = components['parameters']['FindingsSeverity'];
export type ParameterFindingsStatus = components['parameters']['FindingsStatus'];
export type ParameterFindingsFramework = components['parameters']['FindingsFramework'];
export type ParameterFindingsCheckId = components['parameters']['FindingsCheckId'];
export type ParameterFindingsResourceId = components['parameters']['FindingsResourceId'];
export type ParameterFindingsService = components['parameters']['FindingsService'];
export type ParameterFindingsRegion = components['parameters']['FindingsRegion'];
export type ParameterFindingsFamily = components['parameters']['FindingsFamily'];
export type ParameterFindingsQ = components['parameters']['FindingsQ'];
export type ParameterFindingsDelta = components['parameters']['FindingsDelta'];
export type ParameterFindingsSuppressed = components['parameters']['FindingsSuppressed'];
export type ParameterIdempotencyKey = components['parameters']['IdempotencyKey'];
export type ParameterValidateOnly = components['parameters']['ValidateOnly'];
export type ParameterRunId = components['parameters']['RunId'];
export type ParameterFindingId = components['parameters']['FindingId'];
export type ParameterSuppressionId = components['parameters']['SuppressionId'];
export type ParameterIntegrationId = components['parameters']['IntegrationId'];
export type ParameterWebhookId = components['parameters']['WebhookId'];
export type ParameterTrustId = components['parameters']['TrustId'];
export type ParameterTokenId = components['parameters']['TokenId'];
export type ParameterReportId = components['parameters']['ReportId'];
export type ParameterDeliveryId = components['parameters']['DeliveryId'];
export type ParameterCursor = components['parameters']['Cursor'];
export type ParameterIfNoneMatch = components['parameters']['IfNoneMatch'];
export type ParameterIfMatch = components['parameters']['IfMatch'];
export type HeaderRequestId = components['headers']['RequestId'];
export type HeaderSessionCookie = components['headers']['SessionCookie'];
export type HeaderSignInCookie = components['headers']['SignInCookie'];
export type HeaderSignInLocation = components['headers']['SignInLocation'];
export type HeaderNoStore = components['headers']['NoStore'];
export type HeaderRateLimitLimit = components['headers']['RateLimitLimit'];
export type HeaderRateLimitRemaining = components['headers']['RateLimitRemaining'];
export type HeaderRateLimitReset = components['headers']['RateLimitReset'];
export type HeaderUnavailableRetryAfter = components['headers']['UnavailableRetryAfter'];
export type HeaderRetryAfter = components['headers']['RetryAfter'];
export type HeaderLink = components['headers']['Link'];
export type HeaderETag = components['headers']['ETag'];
export type HeaderPublicCacheControl = components['headers']['PublicCacheControl'];
export type $defs = Record<string, never>;
export interface operations {
    list_runs: {
        parameters: {
            query?: {
                /**
                 * @description Only runs of this integration.
                 * @example 6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11
                 */
                integration_id?: string;
                /**
                 * @description Only runs that read one of these statuses.
                 * @example [
                 *       "completed"
                 *     ]
                 */
                status?: components["schemas"]["RunStatus"][];
                /**
                 * @description Only runs with one of these triggers.
                 * @example [
                 *       "manual"
                 *     ]
                 */
                trigger?: components["schemas"]["RunTrigger"][];
                /**
                 * @description Maximum number of rows in the response.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the previous response. It is of that list, with the filters and the
                 *     order of that request: send the same parameters, only `limit` may differ. With others, and
                 *     if it is made up, it is 400 `invalid_cursor`.
                 * @example AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ0
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The runs. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description A filter that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_integration_id",
                     *       "title": "Invalid integration id",
                     *       "status": 400,
                     *       "error": "invalid_integration_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    start_run: {
        parameters: {
            query?: {
                /**
                 * @description With true, everything is done but kept: the response is what it would be, but 204 in place of
                 *     success, and nothing has changed. The audit log still has the request.
                 * @example true
                 */
                validate_only?: components["parameters"]["ValidateOnly"];
            };
            header?: {
                /**
                 * @description The caller's own name for this request. The same request within 24 hours returns the first
                 *     response again and does nothing else. The same key with another request is 409. A request
                 *     that was refused may be sent again with its key.
                 * @example apply-7c1e0d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunRequest"];
            };
        };
        responses: {
            /** @description The run is accepted. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    /**
                     * @description Where the run can be read.
                     * @example /api/v2/cloud-posture-runs/0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4
                     */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunAccepted"];
                };
            };
            204: components["responses"]["Valid"];
            /** @description A body or key that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_integration_id",
                     *       "title": "Invalid integration id",
                     *       "status": 400,
                     *       "error": "invalid_integration_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description No such integration in the caller's tenant. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:integration_not_found",
                     *       "title": "Integration not found",
                     *       "status": 404,
                     *       "error": "integration_not_found"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /**
             * @description The key was used for another body, or the scope names a check, service or region
             *     that this server does not have: the run would evaluate less than was requested.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:idempotency_key_reused",
                     *       "title": "Idempotency key reused",
                     *       "status": 409,
                     *       "error": "idempotency_key_reused",
                     *       "detail": "The key was sent before, with another request."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            /**
             * @description More than two manual runs, or more than 200 scoped ones, of the integration within 24
             *     hours, or the token's bucket is empty (then with `limit` and `window`). For the first two
             *     `X-Posture-Setting` names the setting of the limit.
             */
            429: {
                headers: {
                    /**
                     * @description The server's setting that refused the run.
                     * @example POSTURE_MANUAL_RUNS_PER_WINDOW
                     */
                    "X-Posture-Setting"?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:rate_limited",
                     *       "title": "Rate limited",
                     *       "status": 429,
                     *       "error": "rate_limited",
                     *       "retry_after_seconds": 38211
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["InternalError"];
            /** @description The queue refused the run; nothing is stored and nothing counts. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:enqueue_failed",
                     *       "title": "Enqueue failed",
                     *       "status": 502,
                     *       "error": "enqueue_failed"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            503: components["responses"]["Unavailable"];
        };
    };
    get_run: {
        parameters: {
            query?: {
                /**
                 * @description How long to hold back a 304.
                 * @example 0
                 */
                wait_seconds?: number;
                /**
                 * @description Parts to add to the run: `decision` is that of its gate.
                 * @example [
                 *       "decision"
                 *     ]
                 */
                include?: components["schemas"]["RunPart"][];
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4 */
                run_id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description Not a run id, not a time to wait, or an unknown part in `include`. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_run_id",
                     *       "title": "Invalid run id",
                     *       "status": 400,
                     *       "error": "invalid_run_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["RunNotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    watch_run: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `id` of the last event that arrived.
                 * @example 17-42
                 */
                "Last-Event-ID"?: components["schemas"]["EventId"];
            };
            path: {
                /** @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4 */
                run_id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example retry: 1000
                     *
                     *     id: 17
                     *     event: step
                     *     data: {"at":"2026-03-02T10:13:59.950Z","from_status":null,"to_status":"accepted","reason":"manual trigger"}
                     *
                     *     : nothing new
                     */
                    "text/event-stream": string;
                };
            };
            /** @description The run has ended, and the caller has everything of it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not a run id, or not the id of an event. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_run_id",
                     *       "title": "Invalid run id",
                     *       "status": 400,
                     *       "error": "invalid_run_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["RunNotFound"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            /**
             * @description As many as may listen do so already, or the database cannot take the request now; poll
             *     instead, or try again.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["UnavailableRetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:too_many_listeners",
                     *       "title": "Too many listeners",
                     *       "status": 503,
                     *       "error": "too_many_listeners"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4 */
                run_id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run as it stands now. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["InvalidRunId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["RunNotFound"];
            406: components["responses"]["NotAcceptable"];
            /** @description The run has already ended. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:run_not_cancellable",
                     *       "title": "Run not cancellable",
                     *       "status": 409,
                     *       "error": "run_not_cancellable",
                     *       "detail": "The run has ended."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    get_gate: {
        parameters: {
            query?: {
                /**
                 * @description Findings of this severity or worse stop the run.
                 * @example medium
                 */
                fail_on?: components["schemas"]["Severity"];
                /**
                 * @description Whether those findings count that are new, or all. New are those that are in no
                 *     baseline, whether or not an earlier run found them: only a person makes a finding known.
                 * @example all
                 */
                only?: components["schemas"]["GateOnly"];
                /**
                 * @description How many verdicts, of every family, may be `unknown`.
                 * @example 3
                 */
                max_unknown?: number;
                /**
                 * @description Least share of the planned reads that succeeded.
                 * @example 0.9
                 */
                min_coverage?: number;
                /**
                 * @description Only findings of these families count, several separated by commas; absent, all.
                 * @example [
                 *       "iam",
                 *       "storage"
                 *     ]
                 */
                family?: components["schemas"]["Family"][];
                /**
                 * @description Only findings of checks that stand for a control of these frameworks count, as the
                 *     frameworks were when the run recorded; several separated by commas; absent, all. Unknown
                 *     verdicts are counted whatever they stand for.
                 * @example [
                 *       "CIS_AWS",
                 *       "SOC_2"
                 *     ]
                 */
                framework?: components["schemas"]["Framework"][];
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4 */
                run_id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The verdict, with the reasons and the findings that decided it. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Gate"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description Not a run id, or a policy that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:policy_without_checks",
                     *       "title": "Policy without checks",
                     *       "status": 400,
                     *       "error": "policy_without_checks",
                     *       "detail": "The run selected no check of family network."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["RunNotFound"];
            406: components["responses"]["NotAcceptable"];
            /** @description The run has not ended yet; wait for it. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:run_not_finished",
                     *       "title": "Run not finished",
                     *       "status": 409,
                     *       "error": "run_not_finished",
                     *       "detail": "The run has not ended; wait for its end."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    get_run_timeline: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4 */
                run_id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The timeline. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunTimeline"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description An id that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_run_id",
                     *       "title": "Invalid run id",
                     *       "status": 400,
                     *       "error": "invalid_run_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["RunNotFound"];
            406: components["responses"]["NotAcceptable"];
            /** @description The run waits for a worker. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:run_not_finished",
                     *       "title": "Run not finished",
                     *       "status": 409,
                     *       "error": "run_not_finished",
                     *       "detail": "The run has not ended; wait for its end."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    compare_runs: {
        parameters: {
            query?: {
                /**
                 * @description Only findings with one of these changes.
                 * @example [
                 *       "new"
                 *     ]
                 */
                change?: components["schemas"]["Change"][];
                /**
                 * @description Maximum number of rows in the response.
                 * @example 100
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the previous response. It is of that list, with the filters and the
                 *     order of that request: send the same parameters, only `limit` may differ. With others, and
                 *     if it is made up, it is 400 `invalid_cursor`.
                 * @example AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ0
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4 */
                run_id: components["parameters"]["RunId"];
                /**
                 * @description Id of the run that it is compared with, usually an earlier one.
                 * @example 4f9d2f6e-1b7a-4c0d-8a53-7d9e0b6f1f6f
                 */
                base_run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The comparison. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    Link: components["headers"]["Link"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunComparison"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description An id, filter or cursor that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_run_id",
                     *       "title": "Invalid run id",
                     *       "status": 400,
                     *       "error": "invalid_run_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["RunNotFound"];
            406: components["responses"]["NotAcceptable"];
            /** @description The runs cannot be compared. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:run_not_finished",
                     *       "title": "Run not finished",
                     *       "status": 409,
                     *       "error": "run_not_finished",
                     *       "detail": "The run has not ended; wait for its end."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    export_run: {
        parameters: {
            query: {
                /**
                 * @description What to write.
                 * @example sarif
                 */
                format: components["schemas"]["ExportFormat"];
                /**
                 * @description Whether `sarif` has results for findings that are suppressed, accepted or false
                 *     positives. They are left out by default, because code scanning shows each result as an
                 *     open alert; included, they have level `note` and `suppressions`. All other formats
                 *     include them always, marked.
                 */
                include_suppressed?: boolean;
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4 */
                run_id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run, in the format that was asked for. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    /**
                     * @description What to call the file.
                     * @example attachment; filename="posture-0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4.csv"
                     */
                    "Content-Disposition": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example severity,status,decision,delta,check_id,title,resource_id,region,service,family,summary,remediation,reference,risk_refs,discovered_at,last_seen_at,jira_issue_key,terraform_address,terraform_place,account_id,integration_id,scan_id,id
                     *     high,open,,new,aws_s3_bucket_public_access_blocked,S3 bucket can be made public,arn:aws:s3:::acme-logs,eu-central-1,s3,storage,Not enabled: block_public_acls.,Turn on all four settings.,https://docs.aws.amazon.com/AmazonS3/,CIS_AWS_2.1.4,2026-03-02T10:14:40Z,2026-03-02T10:14:40Z,,,,111122223333,6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11,0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4,2f1c7a90-5b1e-4f57-a8f0-3a2d6f1b9c44
                     */
                    "text/csv; charset=utf-8": string;
                    "application/json": components["schemas"]["CodeQuality"];
                    /**
                     * @example <!doctype html>
                     *     <html lang="en"><head><meta charset="utf-8"><title>production</title></head>
                     *     <body><h1>1 finding in production</h1></body></html>
                     */
                    "text/html; charset=utf-8": string;
                    /**
                     * @example ## 1 finding in production \(111122223333\)
                     *
                     *     1180 assets · 2210 passed · 1 failed · 4 unknown · coverage 99 % · 0 resolved
                     *
                     *     | | new | known before | in all |
                     *     |---|--:|--:|--:|
                     *     | 🟧 high | 1 | 0 | 1 |
                     */
                    "text/markdown; charset=utf-8": string;
                    /**
                     * @example <?xml version="1.0" encoding="UTF-8"?>
                     *     <testsuites name="posture" tests="1" failures="1" errors="0" skipped="0" time="48.211">
                     *     <testsuite name="high" tests="1" failures="1" errors="0" skipped="0" timestamp="2026-03-02T10:14:48Z">
                     *     <testcase classname="aws_s3_bucket_public_access_blocked" name="arn:aws:s3:::acme-logs" time="0"><failure message="S3 bucket can be made public" type="high">Seen: Not enabled: block_public_acls.</failure></testcase>
                     *     </testsuite>
                     *     </testsuites>
                     */
                    "application/xml": string;
                    /** @example {"id":"2f1c7a90-5b1e-4f57-a8f0-3a2d6f1b9c44","scan_id":"0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4","title":"S3 bucket can be made public","severity":"high","status":"open","jira_issue_key":null,"discovered_at":"2026-03-02T10:14:40Z","integration_id":"6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11","check_id":"aws_s3_bucket_public_access_blocked","resource_id":"arn:aws:s3:::acme-logs","region":"eu-central-1","service":"s3","family":"storage","last_seen_at":"2026-03-02T10:14:40Z","delta":"new","suppressed_by":null,"terraform":null,"risk_refs":["CIS_AWS_2.1.4"],"summary":"Not enabled: block_public_acls.","remediation":"Turn on all four settings.","reference":"https://docs.aws.amazon.com/AmazonS3/"} */
                    "application/x-ndjson": string;
                    /**
                     * @example {
                     *       "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
                     *       "version": "2.1.0",
                     *       "runs": [
                     *         {
                     *           "tool": {
                     *             "driver": {
                     *               "name": "posture",
                     *               "rules": [
                     *                 {
                     *                   "id": "aws_s3_bucket_public_access_blocked"
                     *                 }
                     *               ]
                     *             }
                     *           },
                     *           "results": [
                     *             {
                     *               "ruleId": "aws_s3_bucket_public_access_blocked",
                     *               "ruleIndex": 0,
                     *               "level": "error",
                     *               "message": {
                     *                 "text": "S3 bucket can be made public: Not enabled: block_public_acls."
                     *               }
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/sarif+json": {
                        version: string;
                        runs: {
                            [key: string]: unknown;
                        }[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            304: components["responses"]["NotModified"];
            /** @description Not a run id, or no format that there is. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_run_id",
                     *       "title": "Invalid run id",
                     *       "status": 400,
                     *       "error": "invalid_run_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["RunNotFound"];
            /** @description The run has not ended yet; wait for it. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:run_not_finished",
                     *       "title": "Run not finished",
                     *       "status": 409,
                     *       "error": "run_not_finished",
                     *       "detail": "The run has not ended; wait for its end."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    list_findings: {
        parameters: {
            query?: {
                /**
                 * @description Only findings of this run.
                 * @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4
                 */
                scan_id?: components["parameters"]["FindingsScanId"];
                /**
                 * @description Only findings of this integration.
                 * @example 6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11
                 */
                integration_id?: components["parameters"]["FindingsIntegrationId"];
                /**
                 * @description Only findings of these severities.
                 * @example [
                 *       "high"
                 *     ]
                 */
                severity?: components["parameters"]["FindingsSeverity"];
                /**
                 * @description Only findings in one of these statuses.
                 * @example [
                 *       "open"
                 *     ]
                 */
                status?: components["parameters"]["FindingsStatus"];
                /**
                 * @description Only findings that touch a control of one of these frameworks.
                 * @example [
                 *       "CIS_AWS"
                 *     ]
                 */
                framework?: components["parameters"]["FindingsFramework"];
                /**
                 * @description Only findings of this check.
                 * @example aws_s3_bucket_public_access_blocked
                 */
                check_id?: components["parameters"]["FindingsCheckId"];
                /**
                 * @description Only findings on this asset.
                 * @example arn:aws:s3:::acme-logs
                 */
                resource_id?: components["parameters"]["FindingsResourceId"];
                /**
                 * @description Only findings on assets of this cloud service.
                 * @example s3
                 */
                service?: components["parameters"]["FindingsService"];
                /**
                 * @description Only findings in this region.
                 * @example eu-central-1
                 */
                region?: components["parameters"]["FindingsRegion"];
                /**
                 * @description Only findings of checks of these families.
                 * @example [
                 *       "storage"
                 *     ]
                 */
                family?: components["parameters"]["FindingsFamily"];
                /**
                 * @description Only findings whose title, summary, asset, Terraform address or check contains this text.
                 *     Upper and lower case of ASCII letters are the same.
                 * @example acme-logs
                 */
                q?: components["parameters"]["FindingsQ"];
                /**
                 * @description Only findings with one of these deltas in the run `scan_id`; without it, in the last run that
                 *     evaluated them.
                 * @example [
                 *       "new"
                 *     ]
                 */
                delta?: components["parameters"]["FindingsDelta"];
                /**
                 * @description Only findings that were suppressed, or that were not, in the run `scan_id`; without it,
                 *     in the last run that evaluated them.
                 * @example false
                 */
                suppressed?: components["parameters"]["FindingsSuppressed"];
                /**
                 * @description `newest`: the finding that was discovered last comes first. `severity`: the most severe
                 *     come first; of one severity, those whose `delta` is `new`; of these, the newest.
                 * @example severity
                 */
                sort?: "newest" | "severity";
                /**
                 * @description Whether the response has `total_count`.
                 * @example true
                 */
                count?: boolean;
                /**
                 * @description Maximum number of rows in the response.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the previous response. It is of that list, with the filters and the
                 *     order of that request: send the same parameters, only `limit` may differ. With others, and
                 *     if it is made up, it is 400 `invalid_cursor`.
                 * @example AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ0
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The findings. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingPage"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description A filter that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_scan_id",
                     *       "title": "Invalid scan id",
                     *       "status": 400,
                     *       "error": "invalid_scan_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    count_findings: {
        parameters: {
            query?: {
                /**
                 * @description Only findings of this run.
                 * @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4
                 */
                scan_id?: components["parameters"]["FindingsScanId"];
                /**
                 * @description Only findings of this integration.
                 * @example 6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11
                 */
                integration_id?: components["parameters"]["FindingsIntegrationId"];
                /**
                 * @description Only findings of these severities.
                 * @example [
                 *       "high"
                 *     ]
                 */
                severity?: components["parameters"]["FindingsSeverity"];
                /**
                 * @description Only findings in one of these statuses.
                 * @example [
                 *       "open"
                 *     ]
                 */
                status?: components["parameters"]["FindingsStatus"];
                /**
                 * @description Only findings that touch a control of one of these frameworks.
                 * @example [
                 *       "CIS_AWS"
                 *     ]
                 */
                framework?: components["parameters"]["FindingsFramework"];
                /**
                 * @description Only findings of this check.
                 * @example aws_s3_bucket_public_access_blocked
                 */
                check_id?: components["parameters"]["FindingsCheckId"];
                /**
                 * @description Only findings on this asset.
                 * @example arn:aws:s3:::acme-logs
                 */
                resource_id?: components["parameters"]["FindingsResourceId"];
                /**
                 * @description Only findings on assets of this cloud service.
                 * @example s3
                 */
                service?: components["parameters"]["FindingsService"];
                /**
                 * @description Only findings in this region.
                 * @example eu-central-1
                 */
                region?: components["parameters"]["FindingsRegion"];
                /**
                 * @description Only findings of checks of these families.
                 * @example [
                 *       "storage"
                 *     ]
                 */
                family?: components["parameters"]["FindingsFamily"];
                /**
                 * @description Only findings whose title, summary, asset, Terraform address or check contains this text.
                 *     Upper and lower case of ASCII letters are the same.
                 * @example acme-logs
                 */
                q?: components["parameters"]["FindingsQ"];
                /**
                 * @description Only findings with one of these deltas in the run `scan_id`; without it, in the last run that
                 *     evaluated them.
                 * @example [
                 *       "new"
                 *     ]
                 */
                delta?: components["parameters"]["FindingsDelta"];
                /**
                 * @description Only findings that were suppressed, or that were not, in the run `scan_id`; without it,
                 *     in the last run that evaluated them.
                 * @example false
                 */
                suppressed?: components["parameters"]["FindingsSuppressed"];
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingFacets"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description A filter that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_scan_id",
                     *       "title": "Invalid scan id",
                     *       "status": 400,
                     *       "error": "invalid_scan_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    update_findings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindingsUpdate"];
            };
        };
        responses: {
            /** @description What changed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingsChange"];
                };
            };
            /** @description The findings are changed; the token may not read them. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A body that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_finding_id",
                     *       "title": "Invalid finding id",
                     *       "status": 400,
                     *       "error": "invalid_finding_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["FindingNotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    get_finding: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 3b0a1c7e-2d64-4f19-8f1c-9a5f0f3f7a52 */
                finding_id: components["parameters"]["FindingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The finding. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingDetail"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["InvalidFindingId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["FindingNotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    update_finding: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the resource as the caller has read it, several separated by commas, or `*`. If
                 *     it has changed since, nothing is changed: 412.
                 * @example *
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example 3b0a1c7e-2d64-4f19-8f1c-9a5f0f3f7a52 */
                finding_id: components["parameters"]["FindingId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindingUpdate"];
            };
        };
        responses: {
            /** @description The finding after the change. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingDetail"];
                };
            };
            /** @description The finding is changed; the token may not read it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An id or body that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_finding_id",
                     *       "title": "Invalid finding id",
                     *       "status": 400,
                     *       "error": "invalid_finding_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["FindingNotFound"];
            406: components["responses"]["NotAcceptable"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    get_finding_history: {
        parameters: {
            query?: {
                /**
                 * @description Maximum number of runs, and of decisions, in the response.
                 * @example 50
                 */
                limit?: number;
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 3b0a1c7e-2d64-4f19-8f1c-9a5f0f3f7a52 */
                finding_id: components["parameters"]["FindingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The history, the newest first. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingHistory"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description An id or limit that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_finding_id",
                     *       "title": "Invalid finding id",
                     *       "status": 400,
                     *       "error": "invalid_finding_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["FindingNotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    accept_baseline: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The caller's own name for this request. The same request within 24 hours returns the first
                 *     response again and does nothing else. The same key with another request is 409. A request
                 *     that was refused may be sent again with its key.
                 * @example apply-7c1e0d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BaselineRequest"];
            };
        };
        responses: {
            /** @description The baseline. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Baseline"];
                };
            };
            /** @description A body that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_run_id",
                     *       "title": "Invalid run id",
                     *       "status": 400,
                     *       "error": "invalid_run_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["RunNotFound"];
            406: components["responses"]["NotAcceptable"];
            /**
             * @description The run has not ended yet, or it recorded no findings: it failed, was cancelled, or only
             *     tested the connection.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:idempotency_key_reused",
                     *       "title": "Idempotency key reused",
                     *       "status": 409,
                     *       "error": "idempotency_key_reused",
                     *       "detail": "The key was sent before, with another request."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    list_suppressions: {
        parameters: {
            query?: {
                /**
                 * @description Only suppressions that are limited to this integration.
                 * @example 6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11
                 */
                integration_id?: string;
                /**
                 * @description Only suppressions of this check.
                 * @example aws_s3_bucket_public_access_blocked
                 */
                check_id?: components["schemas"]["CheckId"];
                /**
                 * @description Maximum number of rows in the response.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the previous response. It is of that list, with the filters and the
                 *     order of that request: send the same parameters, only `limit` may differ. With others, and
                 *     if it is made up, it is 400 `invalid_cursor`.
                 * @example AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ0
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The suppressions. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuppressionPage"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description A filter that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_integration_id",
                     *       "title": "Invalid integration id",
                     *       "status": 400,
                     *       "error": "invalid_integration_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    create_suppression: {
        parameters: {
            query?: {
                /**
                 * @description With true, everything is done but kept: the response is what it would be, but 204 in place of
                 *     success, and nothing has changed. The audit log still has the request.
                 * @example true
                 */
                validate_only?: components["parameters"]["ValidateOnly"];
            };
            header?: {
                /**
                 * @description The caller's own name for this request. The same request within 24 hours returns the first
                 *     response again and does nothing else. The same key with another request is 409. A request
                 *     that was refused may be sent again with its key.
                 * @example apply-7c1e0d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuppressionRequest"];
            };
        };
        responses: {
            /** @description The suppression. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    /**
                     * @description Where the suppression can be read.
                     * @example /api/v2/suppressions/9d1c6f0e-3f2b-4d59-8a57-6c1e0f9b2d34
                     */
                    Location: string;
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"];
                };
            };
            204: components["responses"]["Valid"];
            /** @description A body that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_check_id",
                     *       "title": "Invalid check id",
                     *       "status": 400,
                     *       "error": "invalid_check_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["IntegrationNotFound"];
            406: components["responses"]["NotAcceptable"];
            /**
             * @description This server has no such check, the moment of expiry is not ahead or too far ahead, or
             *     the tenant has as many suppressions in force as it may.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:idempotency_key_reused",
                     *       "title": "Idempotency key reused",
                     *       "status": 409,
                     *       "error": "idempotency_key_reused",
                     *       "detail": "The key was sent before, with another request."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    preview_suppression: {
        parameters: {
            query: {
                /**
                 * @description The check whose findings would be accepted.
                 * @example aws_s3_bucket_public_access_blocked
                 */
                check_id: components["schemas"]["CheckId"];
                /**
                 * @description The asset, or a pattern of assets.
                 * @example arn:aws:s3:::acme-website-*
                 */
                resource_pattern: components["schemas"]["ResourcePattern"];
                /**
                 * @description Only findings of this integration.
                 * @example 6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11
                 */
                integration_id?: string;
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What it would cover. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuppressionPreview"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description A parameter that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_check_id",
                     *       "title": "Invalid check id",
                     *       "status": 400,
                     *       "error": "invalid_check_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    get_suppression: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 9d1c6f0e-3f2b-4d59-8a57-6c1e0f9b2d34 */
                suppression_id: components["parameters"]["SuppressionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The suppression. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["InvalidSuppressionId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SuppressionNotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    delete_suppression: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the resource as the caller has read it, several separated by commas, or `*`. If
                 *     it has changed since, nothing is changed: 412.
                 * @example *
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example 9d1c6f0e-3f2b-4d59-8a57-6c1e0f9b2d34 */
                suppression_id: components["parameters"]["SuppressionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidSuppressionId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SuppressionNotFound"];
            406: components["responses"]["NotAcceptable"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    update_suppression: {
        parameters: {
            query?: {
                /**
                 * @description With true, everything is done but kept: the response is what it would be, but 204 in place of
                 *     success, and nothing has changed. The audit log still has the request.
                 * @example true
                 */
                validate_only?: components["parameters"]["ValidateOnly"];
            };
            header?: {
                /**
                 * @description The `ETag` of the resource as the caller has read it, several separated by commas, or `*`. If
                 *     it has changed since, nothing is changed: 412.
                 * @example *
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example 9d1c6f0e-3f2b-4d59-8a57-6c1e0f9b2d34 */
                suppression_id: components["parameters"]["SuppressionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuppressionUpdate"];
            };
        };
        responses: {
            /** @description The suppression after the change. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"];
                };
            };
            204: components["responses"]["Valid"];
            /** @description An id or body that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_suppression_id",
                     *       "title": "Invalid suppression id",
                     *       "status": 400,
                     *       "error": "invalid_suppression_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SuppressionNotFound"];
            406: components["responses"]["NotAcceptable"];
            /**
             * @description The moment of expiry is not ahead or too far ahead, or the tenant has as many
             *     suppressions in force as it may.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:expiry_out_of_range",
                     *       "title": "Expiry out of range",
                     *       "status": 409,
                     *       "error": "expiry_out_of_range",
                     *       "detail": "It must be later than now, and at most 31536000 s ahead."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    list_integrations: {
        parameters: {
            query?: {
                /**
                 * @description Maximum number of rows in the response.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the previous response. It is of that list, with the filters and the
                 *     order of that request: send the same parameters, only `limit` may differ. With others, and
                 *     if it is made up, it is 400 `invalid_cursor`.
                 * @example AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ0
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The integrations. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationPage"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description A filter that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_limit",
                     *       "title": "Invalid limit",
                     *       "status": 400,
                     *       "error": "invalid_limit"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    create_integration: {
        parameters: {
            query?: {
                /**
                 * @description With true, everything is done but kept: the response is what it would be, but 204 in place of
                 *     success, and nothing has changed. The audit log still has the request.
                 * @example true
                 */
                validate_only?: components["parameters"]["ValidateOnly"];
            };
            header?: {
                /**
                 * @description The caller's own name for this request. The same request within 24 hours returns the first
                 *     response again and does nothing else. The same key with another request is 409. A request
                 *     that was refused may be sent again with its key.
                 * @example apply-7c1e0d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IntegrationRequest"];
            };
        };
        responses: {
            /** @description The integration. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    /**
                     * @description Where the integration can be read.
                     * @example /api/v2/integrations/6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11
                     */
                    Location: string;
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Integration"];
                };
            };
            204: components["responses"]["Valid"];
            /** @description A body or key that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_name",
                     *       "title": "Invalid name",
                     *       "status": 400,
                     *       "error": "invalid_name",
                     *       "detail": "Expected `str`, got `null` - at `$.name`"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            /**
             * @description This server cannot connect accounts of the provider, has no check that the check set
             *     names, or does not accept a schedule that is due so often.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:idempotency_key_reused",
                     *       "title": "Idempotency key reused",
                     *       "status": 409,
                     *       "error": "idempotency_key_reused",
                     *       "detail": "The key was sent before, with another request."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    get_integration: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11 */
                integration_id: components["parameters"]["IntegrationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The integration. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Integration"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["InvalidIntegrationId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["IntegrationNotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    delete_integration: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the resource as the caller has read it, several separated by commas, or `*`. If
                 *     it has changed since, nothing is changed: 412.
                 * @example *
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example 6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11 */
                integration_id: components["parameters"]["IntegrationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidIntegrationId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["IntegrationNotFound"];
            406: components["responses"]["NotAcceptable"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    update_integration: {
        parameters: {
            query?: {
                /**
                 * @description With true, everything is done but kept: the response is what it would be, but 204 in place of
                 *     success, and nothing has changed. The audit log still has the request.
                 * @example true
                 */
                validate_only?: components["parameters"]["ValidateOnly"];
            };
            header?: {
                /**
                 * @description The `ETag` of the resource as the caller has read it, several separated by commas, or `*`. If
                 *     it has changed since, nothing is changed: 412.
                 * @example *
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example 6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11 */
                integration_id: components["parameters"]["IntegrationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IntegrationUpdate"];
            };
        };
        responses: {
            /** @description The integration after the change. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Integration"];
                };
            };
            204: components["responses"]["Valid"];
            400: components["responses"]["InvalidIntegration"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["IntegrationNotFound"];
            406: components["responses"]["NotAcceptable"];
            /**
             * @description This server cannot connect accounts of the provider any more, has no check that the
             *     check set names, or does not accept a schedule that is due so often.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:provider_not_supported",
                     *       "title": "Provider not supported",
                     *       "status": 409,
                     *       "error": "provider_not_supported",
                     *       "detail": "This server cannot connect accounts of this cloud."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    list_webhooks: {
        parameters: {
            query?: {
                /**
                 * @description Maximum number of rows in the response.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the previous response. It is of that list, with the filters and the
                 *     order of that request: send the same parameters, only `limit` may differ. With others, and
                 *     if it is made up, it is 400 `invalid_cursor`.
                 * @example AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ0
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhooks, without their secrets. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookPage"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description A limit or cursor that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_limit",
                     *       "title": "Invalid limit",
                     *       "status": 400,
                     *       "error": "invalid_limit"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    create_webhook: {
        parameters: {
            query?: {
                /**
                 * @description With true, everything is done but kept: the response is what it would be, but 204 in place of
                 *     success, and nothing has changed. The audit log still has the request.
                 * @example true
                 */
                validate_only?: components["parameters"]["ValidateOnly"];
            };
            header?: {
                /**
                 * @description The caller's own name for this request. The same request within 24 hours returns the first
                 *     response again and does nothing else. The same key with another request is 409. A request
                 *     that was refused may be sent again with its key.
                 * @example apply-7c1e0d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookRequest"];
            };
        };
        responses: {
            /** @description The webhook, and its secret this once. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    /**
                     * @description Where the webhook can be read.
                     * @example /api/v2/webhooks/8c3f0a54-93a5-4a4e-8a57-9d6f0e1b2c3d
                     */
                    Location: string;
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhook"];
                };
            };
            204: components["responses"]["Valid"];
            /** @description A body that cannot be used, or a URL that may not be reached. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_name",
                     *       "title": "Invalid name",
                     *       "status": 400,
                     *       "error": "invalid_name"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            /** @description The tenant has as many webhooks as it may. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:idempotency_key_reused",
                     *       "title": "Idempotency key reused",
                     *       "status": 409,
                     *       "error": "idempotency_key_reused",
                     *       "detail": "The key was sent before, with another request."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    get_webhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 8c3f0a54-93a5-4a4e-8a57-9d6f0e1b2c3d */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook, without its secret. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["InvalidWebhookId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    delete_webhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the resource as the caller has read it, several separated by commas, or `*`. If
                 *     it has changed since, nothing is changed: 412.
                 * @example *
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example 8c3f0a54-93a5-4a4e-8a57-9d6f0e1b2c3d */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidWebhookId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            406: components["responses"]["NotAcceptable"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    update_webhook: {
        parameters: {
            query?: {
                /**
                 * @description With true, everything is done but kept: the response is what it would be, but 204 in place of
                 *     success, and nothing has changed. The audit log still has the request.
                 * @example true
                 */
                validate_only?: components["parameters"]["ValidateOnly"];
            };
            header?: {
                /**
                 * @description The `ETag` of the resource as the caller has read it, several separated by commas, or `*`. If
                 *     it has changed since, nothing is changed: 412.
                 * @example *
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example 8c3f0a54-93a5-4a4e-8a57-9d6f0e1b2c3d */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookUpdate"];
            };
        };
        responses: {
            /** @description The webhook as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            204: components["responses"]["Valid"];
            /** @description Not a webhook id, or a body that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_webhook_id",
                     *       "title": "Invalid webhook id",
                     *       "status": 400,
                     *       "error": "invalid_webhook_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            406: components["responses"]["NotAcceptable"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    test_webhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The caller's own name for this request. The same request within 24 hours returns the first
                 *     response again and does nothing else. The same key with another request is 409. A request
                 *     that was refused may be sent again with its key.
                 * @example apply-7c1e0d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example 8c3f0a54-93a5-4a4e-8a57-9d6f0e1b2c3d */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery that was queued. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description Not a webhook id, or a key that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_webhook_id",
                     *       "title": "Invalid webhook id",
                     *       "status": 400,
                     *       "error": "invalid_webhook_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["IdempotencyKeyReused"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    rotate_webhook_secret: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The caller's own name for this request. The same request within 24 hours returns the first
                 *     response again and does nothing else. The same key with another request is 409. A request
                 *     that was refused may be sent again with its key.
                 * @example apply-7c1e0d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example 8c3f0a54-93a5-4a4e-8a57-9d6f0e1b2c3d */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook, with its new secret. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhook"];
                };
            };
            /** @description Not a webhook id, or a key that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_webhook_id",
                     *       "title": "Invalid webhook id",
                     *       "status": 400,
                     *       "error": "invalid_webhook_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["IdempotencyKeyReused"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    list_deliveries: {
        parameters: {
            query?: {
                /**
                 * @description Only deliveries with one of these statuses.
                 * @example [
                 *       "dead"
                 *     ]
                 */
                status?: components["schemas"]["DeliveryStatus"][];
                /**
                 * @description Maximum number of rows in the response.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the previous response. It is of that list, with the filters and the
                 *     order of that request: send the same parameters, only `limit` may differ. With others, and
                 *     if it is made up, it is 400 `invalid_cursor`.
                 * @example AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ0
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 8c3f0a54-93a5-4a4e-8a57-9d6f0e1b2c3d */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deliveries. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryPage"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description Not a webhook id, or a filter that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_webhook_id",
                     *       "title": "Invalid webhook id",
                     *       "status": 400,
                     *       "error": "invalid_webhook_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    redeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 8c3f0a54-93a5-4a4e-8a57-9d6f0e1b2c3d */
                webhook_id: components["parameters"]["WebhookId"];
                /** @example 5f0c2d1e-7b6a-4c59-8d3e-2f1a0b9c8d7e */
                delivery_id: components["parameters"]["DeliveryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery as it is now. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description Not a webhook id, or not a delivery id. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_webhook_id",
                     *       "title": "Invalid webhook id",
                     *       "status": 400,
                     *       "error": "invalid_webhook_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description No such webhook in the caller's tenant, or no such delivery of it. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:webhook_not_found",
                     *       "title": "Webhook not found",
                     *       "status": 404,
                     *       "error": "webhook_not_found"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    watch_tenant: {
        parameters: {
            query?: {
                /**
                 * @description As `Last-Event-ID`, which goes before it.
                 * @example 1207
                 */
                after?: components["schemas"]["TenantEventId"];
            };
            header?: {
                /**
                 * @description The `id` of the last event that arrived.
                 * @example 1207
                 */
                "Last-Event-ID"?: components["schemas"]["TenantEventId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example retry: 1000
                     *
                     *     id: 1207
                     *     event: start
                     *     data: {"resources":["runs","findings"]}
                     *
                     *     : nothing new
                     *
                     *     id: 1208
                     *     event: changed
                     *     data: {"resources":["findings"]}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description Not the id of an event. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_after",
                     *       "title": "Invalid after",
                     *       "status": 400,
                     *       "error": "invalid_after"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            /**
             * @description As many as may listen do so already, or the database cannot take the request now; poll
             *     instead, or try again.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["UnavailableRetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:too_many_listeners",
                     *       "title": "Too many listeners",
                     *       "status": 503,
                     *       "error": "too_many_listeners"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_trusts: {
        parameters: {
            query?: {
                /**
                 * @description Maximum number of rows in the response.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the previous response. It is of that list, with the filters and the
                 *     order of that request: send the same parameters, only `limit` may differ. With others, and
                 *     if it is made up, it is 400 `invalid_cursor`.
                 * @example AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ0
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trusts. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrustPage"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description A limit or cursor that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_limit",
                     *       "title": "Invalid limit",
                     *       "status": 400,
                     *       "error": "invalid_limit"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    create_trust: {
        parameters: {
            query?: {
                /**
                 * @description With true, everything is done but kept: the response is what it would be, but 204 in place of
                 *     success, and nothing has changed. The audit log still has the request.
                 * @example true
                 */
                validate_only?: components["parameters"]["ValidateOnly"];
            };
            header?: {
                /**
                 * @description The caller's own name for this request. The same request within 24 hours returns the first
                 *     response again and does nothing else. The same key with another request is 409. A request
                 *     that was refused may be sent again with its key.
                 * @example apply-7c1e0d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrustRequest"];
            };
        };
        responses: {
            /** @description The trust. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    /**
                     * @description Where the trust can be read.
                     * @example /api/v2/trusts/2b7c4d8e-6f1a-4e0b-9c3d-5a7e8f901b2c
                     */
                    Location: string;
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trust"];
                };
            };
            204: components["responses"]["Valid"];
            /** @description A body that cannot be used, or scopes that the caller lacks. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_name",
                     *       "title": "Invalid name",
                     *       "status": 400,
                     *       "error": "invalid_name"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description The tenant has no such integration. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:integration_not_found",
                     *       "title": "Integration not found",
                     *       "status": 404,
                     *       "error": "integration_not_found"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /**
             * @description The name is taken, strangers could meet the conditions, or the tenant has as many trusts
             *     as it may.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:name_taken",
                     *       "title": "Name taken",
                     *       "status": 409,
                     *       "error": "name_taken",
                     *       "detail": "There is a trust named 'acme-shop' already."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    get_trust: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 2b7c4d8e-6f1a-4e0b-9c3d-5a7e8f901b2c */
                trust_id: components["parameters"]["TrustId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trust. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trust"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["InvalidTrustId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["TrustNotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    delete_trust: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the resource as the caller has read it, several separated by commas, or `*`. If
                 *     it has changed since, nothing is changed: 412.
                 * @example *
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example 2b7c4d8e-6f1a-4e0b-9c3d-5a7e8f901b2c */
                trust_id: components["parameters"]["TrustId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidTrustId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["TrustNotFound"];
            406: components["responses"]["NotAcceptable"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    update_trust: {
        parameters: {
            query?: {
                /**
                 * @description With true, everything is done but kept: the response is what it would be, but 204 in place of
                 *     success, and nothing has changed. The audit log still has the request.
                 * @example true
                 */
                validate_only?: components["parameters"]["ValidateOnly"];
            };
            header?: {
                /**
                 * @description The `ETag` of the resource as the caller has read it, several separated by commas, or `*`. If
                 *     it has changed since, nothing is changed: 412.
                 * @example *
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example 2b7c4d8e-6f1a-4e0b-9c3d-5a7e8f901b2c */
                trust_id: components["parameters"]["TrustId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrustUpdate"];
            };
        };
        responses: {
            /** @description The trust as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trust"];
                };
            };
            204: components["responses"]["Valid"];
            /** @description Not a trust id, a body that cannot be used, or scopes that the caller lacks. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_trust_id",
                     *       "title": "Invalid trust id",
                     *       "status": 400,
                     *       "error": "invalid_trust_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description The tenant has no such trust, or no such integration. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:trust_not_found",
                     *       "title": "Trust not found",
                     *       "status": 404,
                     *       "error": "trust_not_found"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description The name is taken, or strangers could meet the conditions. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:name_taken",
                     *       "title": "Name taken",
                     *       "status": 409,
                     *       "error": "name_taken",
                     *       "detail": "There is a trust named 'acme-shop' already."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    list_tokens: {
        parameters: {
            query?: {
                /**
                 * @description Maximum number of rows in the response.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the previous response. It is of that list, with the filters and the
                 *     order of that request: send the same parameters, only `limit` may differ. With others, and
                 *     if it is made up, it is 400 `invalid_cursor`.
                 * @example AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ0
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tokens. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPage"];
                };
            };
            /** @description A limit or cursor that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_limit",
                     *       "title": "Invalid limit",
                     *       "status": 400,
                     *       "error": "invalid_limit"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    create_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description The token; its clear text is not shown again. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    /**
                     * @description Where the token can be read.
                     * @example /api/v2/tokens/9d4e2f6a-1b3c-4d5e-8f70-8192a3b4c5d6
                     */
                    Location: string;
                    /** @description No cache may keep the token. */
                    "Cache-Control": "no-store";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedToken"];
                };
            };
            /** @description A body that cannot be used, or scopes or networks that the caller lacks. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_name",
                     *       "title": "Invalid name",
                     *       "status": 400,
                     *       "error": "invalid_name"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description The tenant has no such integration. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:integration_not_found",
                     *       "title": "Integration not found",
                     *       "status": 404,
                     *       "error": "integration_not_found"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description The tenant has as many valid tokens as it may. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:too_many_tokens",
                     *       "title": "Too many tokens",
                     *       "status": 409,
                     *       "error": "too_many_tokens"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    get_token: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 9d4e2f6a-1b3c-4d5e-8f70-8192a3b4c5d6 */
                token_id: components["parameters"]["TokenId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["InvalidTokenId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["TokenNotFound"];
            406: components["responses"]["NotAcceptable"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    revoke_token: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the resource as the caller has read it, several separated by commas, or `*`. If
                 *     it has changed since, nothing is changed: 412.
                 * @example *
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example 9d4e2f6a-1b3c-4d5e-8f70-8192a3b4c5d6 */
                token_id: components["parameters"]["TokenId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is revoked. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidTokenId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["TokenNotFound"];
            406: components["responses"]["NotAcceptable"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["UnknownParameter"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    create_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionRequest"];
            };
        };
        responses: {
            /** @description The session; its cookie is in `Set-Cookie`. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description No cache may keep the cookie. */
                    "Cache-Control": "no-store";
                    "Set-Cookie": components["headers"]["SessionCookie"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A body that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_body",
                     *       "title": "Invalid body",
                     *       "status": 400,
                     *       "error": "invalid_body",
                     *       "detail": "Object missing required field `token`"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A token that is unknown, revoked or expired. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description How to authenticate. */
                    "WWW-Authenticate": "Bearer";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_token",
                     *       "title": "Invalid token",
                     *       "status": 401,
                     *       "error": "invalid_token"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description The request was not sent by a page of this server, or not over TLS from another machine;
             *     or the token may not be used from the caller's address.
             */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:cross_site_request",
                     *       "title": "Cross site request",
                     *       "status": 403,
                     *       "error": "cross_site_request",
                     *       "detail": "A page of this server itself must send it."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["NoConsole"];
            406: components["responses"]["NotAcceptablePublic"];
            413: components["responses"]["PayloadTooLargePublic"];
            /** @description The body is not JSON. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "error": "unsupported_media_type"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The address has tried to sign in too often. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:rate_limited",
                     *       "title": "Rate limited",
                     *       "status": 429,
                     *       "error": "rate_limited",
                     *       "retry_after_seconds": 5,
                     *       "limit": 12,
                     *       "window": "1m"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    delete_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Set-Cookie": components["headers"]["SessionCookie"];
                    /**
                     * @description What the browser forgets.
                     * @example "cache", "cookies", "storage"
                     */
                    "Clear-Site-Data": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["UnknownParameter"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description The request was made without a session, and with a token that is not of a trust. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:session_not_found",
                     *       "title": "Session not found",
                     *       "status": 404,
                     *       "error": "session_not_found"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    get_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The provider, if there is one. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignIn"];
                };
            };
            400: components["responses"]["UnknownParameterPublic"];
            404: components["responses"]["NoConsole"];
            406: components["responses"]["NotAcceptablePublic"];
            413: components["responses"]["PayloadTooLargePublic"];
            429: components["responses"]["TooManyRequestsPublic"];
            500: components["responses"]["InternalError"];
        };
    };
    start_sign_in: {
        parameters: {
            query?: {
                /**
                 * @description Path of the console to open after the sign-in; by default `/console/`.
                 * @example /console/changes
                 */
                page?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the identity provider. */
            303: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["SignInLocation"];
                    "Set-Cookie": components["headers"]["SignInCookie"];
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The page is none of the console. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_page",
                     *       "title": "Invalid page",
                     *       "status": 400,
                     *       "error": "invalid_page",
                     *       "detail": "It is no path of the console, such as `/console/changes`.",
                     *       "member": "page"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["NoSignIn"];
            406: components["responses"]["NotAcceptablePublic"];
            413: components["responses"]["PayloadTooLargePublic"];
            429: components["responses"]["TooManySignIns"];
            500: components["responses"]["InternalError"];
        };
    };
    finish_sign_in: {
        parameters: {
            query?: {
                /**
                 * @description What binds the answer to the browser.
                 * @example cZ0pSGvY
                 */
                state?: string;
                /**
                 * @description What is redeemed for the ID token.
                 * @example SplxlOBeZQQYbYS6WxSbIA
                 */
                code?: string;
                /**
                 * @description The issuer of the answer (RFC 9207).
                 * @example https://login.example.com
                 */
                iss?: string;
                /**
                 * @description Why the provider refuses.
                 * @example access_denied
                 */
                error?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page that leads to the console. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /**
                     * @description The cookie of the session, and the removal of that of the sign-in.
                     * @example __Host-posture=; Path=/; Max-Age=0
                     */
                    "Set-Cookie": string;
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example <!doctype html>
                     *     <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=/console/"></head></html>
                     */
                    "text/html": string;
                };
            };
            /** @description Back to the console's sign-in page; the person has not signed in. */
            303: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["SignInLocation"];
                    "Set-Cookie": components["headers"]["SignInCookie"];
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter was sent more than once, or the request is no valid HTTP. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_request",
                     *       "title": "Invalid request",
                     *       "status": 400,
                     *       "error": "invalid_request"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["NoSignIn"];
            406: components["responses"]["NotAcceptablePublic"];
            413: components["responses"]["PayloadTooLargePublic"];
            429: components["responses"]["TooManySignIns"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    exchange_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TokenExchangeRequest"];
            };
        };
        responses: {
            /** @description A token; it is not shown again. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description No cache may keep the token. */
                    "Cache-Control": "no-store";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExchangedToken"];
                };
            };
            /**
             * @description A request that is not a token exchange, or a token that is not accepted; in the form of
             *     RFC 6749.
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_request",
                     *       "title": "Invalid request",
                     *       "status": 400,
                     *       "error": "invalid_request",
                     *       "error_description": "The token is not accepted, or there is no such trust. The audit log of the trust's tenant has the reason.",
                     *       "detail": "The token is not accepted, or there is no such trust. The audit log of the trust's tenant has the reason."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: components["responses"]["NotAcceptablePublic"];
            413: components["responses"]["PayloadTooLargePublic"];
            /** @description The body is not a form. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "error": "unsupported_media_type"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The address has requested too many exchanges. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:rate_limited",
                     *       "title": "Rate limited",
                     *       "status": 429,
                     *       "error": "rate_limited",
                     *       "retry_after_seconds": 1,
                     *       "limit": 60,
                     *       "window": "1m"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["InternalError"];
            /** @description The keys of the issuer cannot be read now, or the database cannot take the request; try again. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["UnavailableRetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:unavailable",
                     *       "title": "Unavailable",
                     *       "status": 503,
                     *       "error": "unavailable"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_reports: {
        parameters: {
            query?: {
                /**
                 * @description Only reports with one of these statuses.
                 * @example [
                 *       "ready"
                 *     ]
                 */
                status?: components["schemas"]["ReportStatus"][];
                /**
                 * @description Only reports whose file has this SHA-256, in lower-case hex.
                 * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
                 */
                digest?: components["schemas"]["Sha256"];
                /**
                 * @description Maximum number of rows in the response.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the previous response. It is of that list, with the filters and the
                 *     order of that request: send the same parameters, only `limit` may differ. With others, and
                 *     if it is made up, it is 400 `invalid_cursor`.
                 * @example AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ0
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reports. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportPage"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description A filter, limit or cursor that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_status",
                     *       "title": "Invalid status",
                     *       "status": 400,
                     *       "error": "invalid_status"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    create_report: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The caller's own name for this request. The same request within 24 hours returns the first
                 *     response again and does nothing else. The same key with another request is 409. A request
                 *     that was refused may be sent again with its key.
                 * @example apply-7c1e0d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportRequest"];
            };
        };
        responses: {
            /** @description The report, which waits to be made. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    /**
                     * @description Where the report can be read.
                     * @example /api/v2/reports/9d4e2f6a-1b3c-4d5e-8f70-8192a3b4c5d6
                     */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            /** @description A body that cannot be used, or a framework that is not known. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_title",
                     *       "title": "Invalid title",
                     *       "status": 400,
                     *       "error": "invalid_title"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description The tenant has no such integration. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:integration_not_found",
                     *       "title": "Integration not found",
                     *       "status": 404,
                     *       "error": "integration_not_found"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /**
             * @description The tenant has as many reports as it may, the period cannot be used, or this server makes
             *     no PDF files.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:idempotency_key_reused",
                     *       "title": "Idempotency key reused",
                     *       "status": 409,
                     *       "error": "idempotency_key_reused",
                     *       "detail": "The key was sent before, with another request."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    get_report: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 7e57d004-2b97-4e7a-b45f-5387367791cd */
                report_id: components["parameters"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["InvalidReportId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["ReportNotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    delete_report: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the resource as the caller has read it, several separated by commas, or `*`. If
                 *     it has changed since, nothing is changed: 412.
                 * @example *
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example 7e57d004-2b97-4e7a-b45f-5387367791cd */
                report_id: components["parameters"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidReportId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["ReportNotFound"];
            406: components["responses"]["NotAcceptable"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    download_report: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 7e57d004-2b97-4e7a-b45f-5387367791cd */
                report_id: components["parameters"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    /**
                     * @description What to call the file.
                     * @example attachment; filename="posture-report-0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4.json"
                     */
                    "Content-Disposition": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evidence"];
                    "application/pdf": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["InvalidReportId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["ReportNotFound"];
            /** @description The file is not there yet, or could not be made. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:report_not_ready",
                     *       "title": "Report not ready",
                     *       "status": 409,
                     *       "error": "report_not_ready",
                     *       "detail": "The report is queued."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The file has expired and was deleted; create the report again. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:report_expired",
                     *       "title": "Report expired",
                     *       "status": 410,
                     *       "error": "report_expired"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    get_report_proof: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 7e57d004-2b97-4e7a-b45f-5387367791cd */
                report_id: components["parameters"]["ReportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proof. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportProof"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["InvalidReportId"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["ReportNotFound"];
            406: components["responses"]["NotAcceptable"];
            /** @description The file is not there yet, or could not be made. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:report_not_ready",
                     *       "title": "Report not ready",
                     *       "status": 409,
                     *       "error": "report_not_ready",
                     *       "detail": "The report is queued."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    list_audit: {
        parameters: {
            query?: {
                /**
                 * @description Only rows of this action.
                 * @example api.call
                 */
                action?: string;
                /**
                 * @description Only rows about this kind of thing.
                 * @example token
                 */
                target_kind?: string;
                /**
                 * @description Only rows with one of these results.
                 * @example [
                 *       "failure"
                 *     ]
                 */
                result?: components["schemas"]["AuditResult"][];
                /**
                 * @description Only rows from this moment on; ISO 8601 with a zone.
                 * @example 2026-03-01T00:00:00Z
                 */
                from?: string;
                /**
                 * @description Only rows before this moment; ISO 8601 with a zone.
                 * @example 2026-04-01T00:00:00Z
                 */
                to?: string;
                /**
                 * @description Maximum number of rows in the response.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description The `next_cursor` of the previous response. It is of that list, with the filters and the
                 *     order of that request: send the same parameters, only `limit` may differ. With others, and
                 *     if it is made up, it is 400 `invalid_cursor`.
                 * @example AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ0
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rows. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description A filter that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_action_filter",
                     *       "title": "Invalid action filter",
                     *       "status": 400,
                     *       "error": "invalid_action_filter"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    verify_audit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerification"];
                };
            };
            400: components["responses"]["UnknownParameter"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    list_checks: {
        parameters: {
            query?: {
                /**
                 * @description Only checks of these clouds.
                 * @example [
                 *       "aws"
                 *     ]
                 */
                provider?: components["schemas"]["Provider"][];
                /**
                 * @description Only checks of this family.
                 * @example [
                 *       "ai"
                 *     ]
                 */
                family?: components["schemas"]["Family"][];
                /**
                 * @description Only checks of this cloud service.
                 * @example s3
                 */
                service?: components["schemas"]["Service"];
                /**
                 * @description Only checks of this severity.
                 * @example [
                 *       "critical"
                 *     ]
                 */
                severity?: components["schemas"]["Severity"][];
                /**
                 * @description Only checks that stand for a control of this framework.
                 * @example [
                 *       "CIS_AWS"
                 *     ]
                 */
                framework?: components["schemas"]["Framework"][];
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checks. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckPage"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description A filter that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_provider",
                     *       "title": "Invalid provider",
                     *       "status": 400,
                     *       "error": "invalid_provider"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    get_check: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /**
                 * @description Id of the check.
                 * @example aws_s3_bucket_public_access_blocked
                 */
                check_id: components["schemas"]["CheckId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The check. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Check"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description Not the id of a check. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_check_id",
                     *       "title": "Invalid check id",
                     *       "status": 400,
                     *       "error": "invalid_check_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description This server has no such check. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:check_not_found",
                     *       "title": "Check not found",
                     *       "status": 404,
                     *       "error": "check_not_found",
                     *       "detail": "There is no check `aws_s3_bucket_public_acces_blocked`. Did you mean `aws_s3_bucket_public_access_blocked`?"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    list_frameworks: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The frameworks. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkPage"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["UnknownParameter"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    list_controls: {
        parameters: {
            query?: {
                /**
                 * @description Only the account of this integration.
                 * @example 6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11
                 */
                integration_id?: string;
            };
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /**
                 * @description Id of the framework, version included.
                 * @example CIS_AWS_7_0
                 */
                framework_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The controls. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlPage"];
                };
            };
            304: components["responses"]["NotModified"];
            /** @description An id that cannot be used. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:invalid_framework_id",
                     *       "title": "Invalid framework id",
                     *       "status": 400,
                     *       "error": "invalid_framework_id"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description This server has no such framework, or the tenant no such integration. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                    /**
                     * @example {
                     *       "type": "urn:posture:error:framework_not_found",
                     *       "title": "Framework not found",
                     *       "status": 404,
                     *       "error": "framework_not_found",
                     *       "detail": "There is no framework `CIS_AWS_70`. Did you mean `CIS_AWS_7_0`?"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    get_openapi: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example openapi: 3.1.0
                     *     info:
                     *       title: posture
                     *       version: 2.0.0
                     */
                    "application/yaml": string;
                };
            };
            304: components["responses"]["NotModifiedPublic"];
            400: components["responses"]["UnknownParameterPublic"];
            413: components["responses"]["PayloadTooLargePublic"];
            429: components["responses"]["TooManyRequestsPublic"];
            500: components["responses"]["InternalError"];
        };
    };
    get_openapi_json: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenApiDocument"];
                };
            };
            304: components["responses"]["NotModifiedPublic"];
            400: components["responses"]["UnknownParameterPublic"];
            413: components["responses"]["PayloadTooLargePublic"];
            429: components["responses"]["TooManyRequestsPublic"];
            500: components["responses"]["InternalError"];
        };
    };
    show_run: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /**
                 * @description Id of the run.
                 * @example 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4
                 */
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example <!doctype html>
                     *     <html lang="en"><head><meta charset="utf-8"><title>posture</title></head>
                     *     <body><main></main></body></html>
                     */
                    "text/html": string;
                };
            };
            304: components["responses"]["NotModifiedPublic"];
            400: components["responses"]["UnknownParameterPublic"];
            404: components["responses"]["NoDownload"];
            406: components["responses"]["NotAcceptablePublic"];
            413: components["responses"]["PayloadTooLargePublic"];
            429: components["responses"]["TooManyRequestsPublic"];
            500: components["responses"]["InternalError"];
        };
    };
    download_gate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["PublicCacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            304: components["responses"]["NotModifiedPublic"];
            400: components["responses"]["UnknownParameterPublic"];
            404: components["responses"]["NoDownload"];
            406: components["responses"]["NotAcceptablePublic"];
            413: components["responses"]["PayloadTooLargePublic"];
            429: components["responses"]["TooManyRequestsPublic"];
            500: components["responses"]["InternalError"];
        };
    };
    list_provider_versions: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /**
                 * @description The registry that the configuration means.
                 * @example registry.terraform.io
                 */
                hostname: string;
                /**
                 * @description The namespace in it.
                 * @example posture
                 */
                namespace: string;
                /**
                 * @description The type of the provider.
                 * @example posture
                 */
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The versions. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["PublicCacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderVersions"];
                };
            };
            304: components["responses"]["NotModifiedPublic"];
            400: components["responses"]["UnknownParameterPublic"];
            404: components["responses"]["NoDownload"];
            406: components["responses"]["NotAcceptablePublic"];
            413: components["responses"]["PayloadTooLargePublic"];
            429: components["responses"]["TooManyRequestsPublic"];
            500: components["responses"]["InternalError"];
        };
    };
    list_provider_archives: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /**
                 * @description The registry that the configuration means.
                 * @example registry.terraform.io
                 */
                hostname: string;
                /**
                 * @description The namespace in it.
                 * @example posture
                 */
                namespace: string;
                /**
                 * @description The type of the provider.
                 * @example posture
                 */
                kind: string;
                /**
                 * @description The version, and `.json`.
                 * @example 0.1.0.json
                 */
                archives: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The packages. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["PublicCacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderArchives"];
                };
            };
            304: components["responses"]["NotModifiedPublic"];
            400: components["responses"]["UnknownParameterPublic"];
            404: components["responses"]["NoDownload"];
            406: components["responses"]["NotAcceptablePublic"];
            413: components["responses"]["PayloadTooLargePublic"];
            429: components["responses"]["TooManyRequestsPublic"];
            500: components["responses"]["InternalError"];
        };
    };
    download_provider: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the response that the caller has.
                 * @example "0"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /**
                 * @description The file name.
                 * @example terraform-provider-posture_0.1.0_linux_amd64.zip
                 */
                package: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The package. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["PublicCacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            304: components["responses"]["NotModifiedPublic"];
            400: components["responses"]["UnknownParameterPublic"];
            404: components["responses"]["NoDownload"];
            406: components["responses"]["NotAcceptablePublic"];
            413: components["responses"]["PayloadTooLargePublic"];
            429: components["responses"]["TooManyRequestsPublic"];
            500: components["responses"]["InternalError"];
        };
    };
    get_liveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["UnknownParameterPublic"];
            406: components["responses"]["NotAcceptablePublic"];
            413: components["responses"]["PayloadTooLargePublic"];
            500: components["responses"]["InternalError"];
        };
    };
    get_readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["UnknownParameterPublic"];
            406: components["responses"]["NotAcceptablePublic"];
            413: components["responses"]["PayloadTooLargePublic"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    receive_event: {
        parameters: {
            query?: never;
            header: {
                "X-Posture-Signature": string;
                "X-Posture-Event": components["schemas"]["EventName"];
                "X-Posture-Delivery": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Notification"];
            };
        };
        responses: {
            /** @description Received; the body of the response is not read. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
