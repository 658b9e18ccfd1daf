"""What signing in keeps: sessions and devices, second factors, and whatever opens something once."""

PEOPLE_TABLES = (
    "ALTER TABLE engine.session ADD COLUMN IF NOT EXISTS id uuid NOT NULL DEFAULT gen_random_uuid()",
    "ALTER TABLE engine.session ADD COLUMN IF NOT EXISTS seen_at timestamptz",
    "ALTER TABLE engine.session ADD COLUMN IF NOT EXISTS agent text",
    "ALTER TABLE engine.session ADD COLUMN IF NOT EXISTS address text",
    "ALTER TABLE engine.session ADD COLUMN IF NOT EXISTS scopes text[]",  # none: everything that the person may
    "ALTER TABLE engine.session ADD COLUMN IF NOT EXISTS networks cidr[]",
    "ALTER TABLE engine.session ADD COLUMN IF NOT EXISTS created_by uuid",
    "CREATE INDEX IF NOT EXISTS token_by_time ON engine.session (created_at DESC, id) WHERE kind = 'token'",
    "CREATE INDEX IF NOT EXISTS session_of_user ON engine.session (user_id)",
    "ALTER TABLE engine.credential ADD COLUMN IF NOT EXISTS verified_email text",
    # an issued password is followed by proof of the mail address, as soon as there is a way to send one
    "ALTER TABLE engine.credential ADD COLUMN IF NOT EXISTS must_verify boolean NOT NULL DEFAULT false",
    "CREATE INDEX IF NOT EXISTS credential_locked ON engine.credential (locked_until) WHERE locked_until IS NOT NULL",
    """CREATE TABLE IF NOT EXISTS engine.once (
        key text PRIMARY KEY, kind text NOT NULL, user_id uuid, facts jsonb NOT NULL DEFAULT '{}',
        tries integer NOT NULL DEFAULT 0, expires_at timestamptz NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS once_of_user ON engine.once (user_id, kind)",
    "CREATE INDEX IF NOT EXISTS once_by_end ON engine.once (expires_at)",
    """CREATE TABLE IF NOT EXISTS engine.hurdle (
        place text PRIMARY KEY, count integer NOT NULL, ends_at timestamptz NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS hurdle_by_end ON engine.hurdle (ends_at)",
    """CREATE TABLE IF NOT EXISTS engine.device (
        key text PRIMARY KEY, id uuid NOT NULL DEFAULT gen_random_uuid(), user_id uuid NOT NULL, agent text,
        address text, created_at timestamptz NOT NULL DEFAULT now(), seen_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS device_of_user ON engine.device (user_id)",
    """CREATE TABLE IF NOT EXISTS engine.second_factor (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL, kind text NOT NULL, name text NOT NULL,
        secret text NOT NULL, credential_id text, counter bigint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(), used_at timestamptz)""",
    "CREATE INDEX IF NOT EXISTS second_factor_of_user ON engine.second_factor (user_id, kind)",
    """CREATE UNIQUE INDEX IF NOT EXISTS second_factor_by_credential ON engine.second_factor (credential_id)
        WHERE credential_id IS NOT NULL""",
)
