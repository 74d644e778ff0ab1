-- What `bench_plans` fills the tables with. Half of the accounts belong to the first of 101 tenants,
-- each has 1,000 findings. Ids are spread as random ones are; 1,700,000,000,000 ms is the first day.
SET session_replication_role = replica;
CREATE FUNCTION pg_temp.tenant(n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS $$
    SELECT ('00000000-0000-0000-0000-' || lpad((CASE WHEN n % 2 = 0 THEN 1
        ELSE 2 + (n / 2) % 100 END)::text, 12, '0'))::uuid
$$;
INSERT INTO tenants (id, name, created_at, revision)
SELECT ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'tenant ' || n, 1700000000000, 1
FROM generate_series(1, 101) AS n;
INSERT INTO integrations (id, tenant_id, name, provider, created_at, updated_at, connection)
SELECT md5('a' || n)::uuid, pg_temp.tenant(n), 'account ' || n, 'aws', 1700000000000, 1700000000000,
    '{}'
FROM generate_series(0::bigint, :accounts - 1) AS n;
INSERT INTO runs (id, tenant_id, integration_id, trigger, status, phase, accepted_at, started_at,
    completed_at, duration_ms, asset_count, finding_count, pass_count, fail_count, unknown_count,
    not_applicable_count, planned_read_count, failed_read_count, call_count, suppressed_count,
    attempt_count, coverage)
SELECT md5('r' || n)::uuid, pg_temp.tenant(n), md5('a' || n)::uuid, 'scheduled', 'completed', 'done',
    at, at, at + 4000, 4000, 1600, 1000, 5000, 1000, 0, 0, 900, 0, 900, 0, 1, 1.0
FROM (
    SELECT n, 1700000000000 + 90 * 86400000::bigint + n * 1000 AS at
    FROM generate_series(0::bigint, :accounts - 1) AS n
) AS numbers;
INSERT INTO findings (id, tenant_id, integration_id, fingerprint, check_id, resource_id, region,
    service, family, severity, title, summary, status, delta, first_seen_at, last_seen_at,
    resolved_at, first_run_id, last_run_id)
SELECT md5('f' || i)::uuid, pg_temp.tenant(n), md5('a' || n)::uuid, md5('p' || i) || md5('q' || i),
    'aws_s3_bucket_check_' || i % 150, 'arn:aws:s3:::bucket-' || i, 'eu-central-1', 's3', 'storage',
    (ARRAY['critical', 'high', 'medium', 'low', 'info'])[1 + i % 5],
    'S3 bucket does not block public access', 'Not enabled: block_public_acls.',
    CASE WHEN i % 11 = 0 THEN 'resolved' ELSE 'open' END,
    CASE WHEN i % 11 = 0 THEN 'resolved' WHEN i % 97 = 0 THEN 'new' ELSE 'unchanged' END,
    1700000000000 + (hashint8(i)::bigint & 2147483647) * 3,
    1700000000000 + 90 * 86400000::bigint + n * 1000,
    CASE WHEN i % 11 = 0 THEN 1700000000000 + (i % 90) * 86400000::bigint END,
    md5('r' || n)::uuid, md5('r' || n)::uuid
FROM (
    SELECT i, i / 1000 AS n FROM generate_series(0::bigint, :accounts * 1000::bigint - 1) AS i
) AS numbers;
INSERT INTO run_findings (run_id, first_seen_at, finding_id, delta, severity, status, held)
SELECT last_run_id, first_seen_at, id, delta, severity, status, 0 FROM findings
