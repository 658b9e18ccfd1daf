"""What requests of persons keep beside the records; who a person is stands here sealed alone."""

PRIVACY_TABLES = (
    """CREATE OR REPLACE FUNCTION engine.readable(given bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
        RETURN convert_from(given, 'UTF8'); EXCEPTION WHEN OTHERS THEN RETURN NULL; END $$""",
    # `kind`: held must be kept until a day, restricted may not be used meanwhile
    """CREATE TABLE IF NOT EXISTS engine.subject_mark (
        record_id uuid NOT NULL, kind text NOT NULL, object text NOT NULL, until date, reason text NOT NULL,
        by_user uuid NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (record_id, kind))""",
    "ALTER TABLE engine.subject_mark ADD COLUMN IF NOT EXISTS request uuid",
    # marks that were lifted, and why
    """CREATE TABLE IF NOT EXISTS engine.subject_mark_past (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, record_id uuid NOT NULL, kind text NOT NULL,
        reason text NOT NULL, by_user uuid NOT NULL, at timestamptz NOT NULL, end_reason text NOT NULL,
        ended_by uuid NOT NULL, ended_at timestamptz NOT NULL DEFAULT now())""",
    "CREATE INDEX IF NOT EXISTS subject_mark_past_of_record ON engine.subject_mark_past (record_id, id)",
    """CREATE TABLE IF NOT EXISTS engine.subject_run (
        request uuid PRIMARY KEY, persons text, state text NOT NULL, deed text, phase text NOT NULL DEFAULT '',
        position bigint NOT NULL DEFAULT 0, counts jsonb NOT NULL DEFAULT '{}', by_user uuid NOT NULL,
        found_at timestamptz, started_at timestamptz, ended_at timestamptz, certificate jsonb, error text)""",
    # how far the contents of files were searched: `file_at` is the last one, `file_rest` how many are left
    "ALTER TABLE engine.subject_run ADD COLUMN IF NOT EXISTS file_at uuid",
    "ALTER TABLE engine.subject_run ADD COLUMN IF NOT EXISTS file_rest bigint NOT NULL DEFAULT 0",
    "ALTER TABLE engine.subject_run ADD COLUMN IF NOT EXISTS file_unread bigint NOT NULL DEFAULT 0",
    "ALTER TABLE engine.subject_run ADD COLUMN IF NOT EXISTS logged jsonb NOT NULL DEFAULT '[]'",
    # what was changed for a request; the values stand in the log of changes alone
    """CREATE TABLE IF NOT EXISTS engine.subject_correction (
        request uuid NOT NULL, change_set uuid NOT NULL, object text NOT NULL, record_id uuid NOT NULL,
        fields text[] NOT NULL, by_user uuid NOT NULL, at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (request, change_set))""",
    # what was found: a record, or a row of another table by its key; `is_chosen` is the officer's word
    """CREATE TABLE IF NOT EXISTS engine.subject_finding (
        request uuid NOT NULL, place text NOT NULL, object text NOT NULL, key text NOT NULL, person integer NOT NULL,
        how text NOT NULL, is_subject boolean NOT NULL, is_chosen boolean NOT NULL)""",
    # `is_sure`: by an address or a number, not by a name that others may have too
    "ALTER TABLE engine.subject_finding ADD COLUMN IF NOT EXISTS is_sure boolean NOT NULL DEFAULT false",
    # what names two persons is found for each of them
    # the planner's statistics would keep what was found for longer than the rows
    "ALTER TABLE engine.subject_finding ALTER COLUMN key SET STATISTICS 0, ALTER COLUMN how SET STATISTICS 0",
    "ALTER TABLE engine.subject_finding DROP CONSTRAINT IF EXISTS subject_finding_pkey",
    """CREATE UNIQUE INDEX IF NOT EXISTS subject_finding_of_person
        ON engine.subject_finding (request, person, place, object, key)""",
    """CREATE TABLE IF NOT EXISTS engine.subject_package (
        id uuid PRIMARY KEY, request uuid NOT NULL, by_user uuid NOT NULL, made_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL, name text NOT NULL, size bigint NOT NULL)""",
    "ALTER TABLE engine.subject_package ADD COLUMN IF NOT EXISTS person integer NOT NULL DEFAULT 0",
    "CREATE INDEX IF NOT EXISTS subject_package_of_request ON engine.subject_package (request, made_at)",
)
