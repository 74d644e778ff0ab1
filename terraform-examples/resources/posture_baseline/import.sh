# A baseline is imported by the id of its run.
terraform import posture_baseline.first_scan 0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4
