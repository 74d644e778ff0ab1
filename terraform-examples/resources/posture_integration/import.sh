# An integration is imported by its id.
terraform import posture_integration.production 6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11
