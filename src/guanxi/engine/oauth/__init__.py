"""Programs of others that people let in: OAuth 2.1 with PKCE, refresh tokens that rotate, and grants that end."""
