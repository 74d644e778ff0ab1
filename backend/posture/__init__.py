"""posture: is our cloud still safe after this apply?"""
