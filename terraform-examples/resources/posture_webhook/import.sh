# A webhook is imported by its id; its secret stays unknown, because the server shows it once.
terraform import posture_webhook.chat 8c3f0a54-93a5-4a4e-8a57-9d6f0e1b2c3d
