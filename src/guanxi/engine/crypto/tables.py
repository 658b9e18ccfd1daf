"""Keys as they are kept: each wrapped by the one above it, none in clear."""

CRYPTO_TABLES = (
    # of a field, in versions; the newest wraps new keys. Object and field are empty for the secret of blind marks.
    """CREATE TABLE IF NOT EXISTS engine.field_key (
        object text NOT NULL, field text NOT NULL, version integer NOT NULL, wrapped text NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (object, field, version))""",
    # of one value of one record: without it the value is unreadable wherever it stands, in history and backups too
    """CREATE TABLE IF NOT EXISTS engine.record_key (
        record_id uuid NOT NULL, object text NOT NULL, field text NOT NULL, version integer NOT NULL,
        wrapped text NOT NULL, PRIMARY KEY (record_id, field))""",
    "CREATE INDEX IF NOT EXISTS record_key_by_version ON engine.record_key (object, field, version, record_id)",
    """CREATE TABLE IF NOT EXISTS engine.crypto_run (
        object text NOT NULL, field text NOT NULL, deed text NOT NULL, phase text NOT NULL DEFAULT 'records',
        last text NOT NULL DEFAULT '', done bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0,
        state text NOT NULL DEFAULT 'running', started_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (object, field))""",
)
