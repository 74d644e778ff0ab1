# A run is imported by its id, which is the scan_id of its findings.
terraform import posture_run.release 0d5a4c9e-3b8f-4e0a-9a55-5f1d3c1e7b42
