# A suppression is imported by its id.
terraform import posture_suppression.website 9d1c6f0e-3f2b-4d59-8a57-6c1e0f9b2d34
