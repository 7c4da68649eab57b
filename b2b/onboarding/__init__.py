"""Onboarding by example: a partner's files become settings and guides for review, tried in a scratch workspace."""
