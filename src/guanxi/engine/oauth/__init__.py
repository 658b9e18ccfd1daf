"""Programs of others that people let in: OAuth 2.1 with PKCE, refresh tokens that rotate, and grants that end."""

from guanxi.engine.oauth.leaving import end_what_they_granted

__all__ = ["end_what_they_granted"]
