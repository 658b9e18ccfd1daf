"""Registered programs, what people have granted them, and the refresh tokens of each grant; keys are kept as hashes."""

OAUTH_TABLES = (
    """CREATE TABLE IF NOT EXISTS engine.oauth_client (
        id text PRIMARY KEY, name text NOT NULL, redirects text[] NOT NULL, secret text, scopes text[] NOT NULL,
        service_user uuid, created_at timestamptz NOT NULL DEFAULT now(), created_by uuid)""",
    """CREATE TABLE IF NOT EXISTS engine.oauth_grant (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL, scopes text[] NOT NULL,
        client text NOT NULL REFERENCES engine.oauth_client ON DELETE CASCADE, redirect text NOT NULL,
        challenge text NOT NULL, code text NOT NULL UNIQUE, code_until timestamptz NOT NULL, code_used_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS oauth_grant_of_user ON engine.oauth_grant (user_id, created_at DESC)",
    """CREATE TABLE IF NOT EXISTS engine.oauth_refresh (
        key text PRIMARY KEY, grant_id uuid NOT NULL REFERENCES engine.oauth_grant ON DELETE CASCADE,
        used_at timestamptz)""",
    "CREATE INDEX IF NOT EXISTS oauth_refresh_of_grant ON engine.oauth_refresh (grant_id)",
    "ALTER TABLE engine.session ADD COLUMN IF NOT EXISTS grant_id uuid REFERENCES engine.oauth_grant ON DELETE CASCADE",
    "ALTER TABLE engine.session ADD COLUMN IF NOT EXISTS client text REFERENCES engine.oauth_client ON DELETE CASCADE",
    "CREATE INDEX IF NOT EXISTS session_of_grant ON engine.session (grant_id) WHERE grant_id IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS session_of_client ON engine.session (client) WHERE client IS NOT NULL",
)
