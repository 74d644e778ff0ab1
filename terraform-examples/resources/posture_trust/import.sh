# A trust is imported by its id.
terraform import posture_trust.shop 2b7c4d8e-6f1a-4e0b-9c3d-5a7e8f901b2c
