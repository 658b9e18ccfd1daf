"""What sign-on through other directories keeps: the directories, and who is whom in them."""

SIGNON_TABLES = (
    """CREATE TABLE IF NOT EXISTS engine.directory (
        id uuid PRIMARY KEY, kind text NOT NULL, name text NOT NULL, is_on boolean NOT NULL, facts jsonb NOT NULL,
        secret text)""",
    # a directory that is moved to another issuer knows nobody of the old one
    """CREATE TABLE IF NOT EXISTS engine.identity (
        directory uuid NOT NULL, issuer text NOT NULL, subject text NOT NULL, user_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(), seen_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (directory, issuer, subject))""",
    # what came of the last comparison with a directory
    """CREATE TABLE IF NOT EXISTS engine.directory_comparison (
        directory uuid PRIMARY KEY, at timestamptz NOT NULL, facts jsonb NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS identity_of_user ON engine.identity (user_id, directory)",
    # a session that a directory has opened owes no password of ours, and no second factor where it is trusted for it
    "ALTER TABLE engine.session ADD COLUMN IF NOT EXISTS directory uuid",
    "ALTER TABLE engine.session ADD COLUMN IF NOT EXISTS is_trusted boolean NOT NULL DEFAULT false",
)
