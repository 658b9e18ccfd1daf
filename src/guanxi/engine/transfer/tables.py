"""What imports and exports keep beside the records: how far they are, what they refused, saved mappings."""

TRANSFER_TABLES = (
    """CREATE TABLE IF NOT EXISTS engine.import_run (
        id uuid PRIMARY KEY, by_user uuid NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), name text NOT NULL,
        digest text NOT NULL, object text, state text NOT NULL, language text NOT NULL, source jsonb NOT NULL,
        settings jsonb, change_set uuid, position bigint NOT NULL DEFAULT 0, phase text NOT NULL DEFAULT 'rows',
        done bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, created bigint NOT NULL DEFAULT 0,
        updated bigint NOT NULL DEFAULT 0, unchanged bigint NOT NULL DEFAULT 0, refused bigint NOT NULL DEFAULT 0,
        error jsonb, updated_at timestamptz NOT NULL DEFAULT now())""",
    "ALTER TABLE engine.import_run ADD COLUMN IF NOT EXISTS skipped bigint NOT NULL DEFAULT 0",
    "CREATE INDEX IF NOT EXISTS import_run_by_user ON engine.import_run (by_user, id)",
    "CREATE INDEX IF NOT EXISTS import_run_by_time ON engine.import_run (updated_at)",
    """CREATE TABLE IF NOT EXISTS engine.import_rejected (
        run uuid NOT NULL, row bigint NOT NULL, cells jsonb NOT NULL, errors jsonb NOT NULL, PRIMARY KEY (run, row))""",
    """CREATE TABLE IF NOT EXISTS engine.import_preview (
        run uuid NOT NULL, place integer NOT NULL, row bigint NOT NULL, outcome text NOT NULL, shown jsonb NOT NULL,
        PRIMARY KEY (run, place))""",
    # whose rights the rows were looked at with: nobody else reads them
    "ALTER TABLE engine.import_preview ADD COLUMN IF NOT EXISTS by_user uuid",
    """CREATE TABLE IF NOT EXISTS engine.import_pending (
        run uuid NOT NULL, row bigint NOT NULL, field text NOT NULL, record_id uuid NOT NULL, value text NOT NULL,
        cells jsonb NOT NULL, PRIMARY KEY (run, row, field))""",
    """CREATE TABLE IF NOT EXISTS engine.import_mapping (
        id uuid PRIMARY KEY, by_user uuid NOT NULL, at timestamptz NOT NULL DEFAULT now(), name text NOT NULL,
        object text NOT NULL, settings jsonb NOT NULL)""",
    "CREATE UNIQUE INDEX IF NOT EXISTS import_mapping_by_name ON engine.import_mapping (object, lower(name))",
    """CREATE TABLE IF NOT EXISTS engine.export_run (
        id uuid PRIMARY KEY, by_user uuid NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), object text NOT NULL,
        format text NOT NULL, state text NOT NULL, language text NOT NULL, query jsonb NOT NULL, name text,
        done bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, error jsonb,
        updated_at timestamptz NOT NULL DEFAULT now())""",
    "ALTER TABLE engine.export_run ADD COLUMN IF NOT EXISTS left_out bigint NOT NULL DEFAULT 0",
    "ALTER TABLE engine.export_run ADD COLUMN IF NOT EXISTS shown jsonb",
    "CREATE INDEX IF NOT EXISTS export_run_by_time ON engine.export_run (updated_at)",
)
