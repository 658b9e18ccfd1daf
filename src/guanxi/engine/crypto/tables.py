"""Keys as they are kept: each wrapped by the one above it, none in clear."""

from typing import Final

REFUSED: Final = "GX001"  # the SQLSTATE of a write that would have left something clear
GUARD_FUNCTIONS: Final = (
    f"""CREATE OR REPLACE FUNCTION engine.refuse_clear_value() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM engine.field_key WHERE object = TG_ARGV[0] AND field = TG_ARGV[1])
            AND NOT EXISTS (SELECT 1 FROM engine.field_key
                WHERE object = TG_ARGV[0] AND field = TG_ARGV[1] AND state = 'opening') THEN
            RAISE EXCEPTION 'an encrypted field was written in clear' USING ERRCODE = '{REFUSED}';
        END IF;
        RETURN NEW; END $$""",
    f"""CREATE OR REPLACE FUNCTION engine.refuse_outdated_shape() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'written without knowing of an encrypted field' USING ERRCODE = '{REFUSED}'; END $$""",
)

CRYPTO_TABLES = (
    # of a field, in versions; the newest wraps new keys. Object and field are empty for the secret of
    # blind marks of former versions.
    """CREATE TABLE IF NOT EXISTS engine.field_key (
        object text NOT NULL, field text NOT NULL, version integer NOT NULL, wrapped text NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (object, field, version))""",
    # whether its marks are made by itself or, as in former versions, by the secret of all; and whether it is coming,
    # used, or opening: then what is written stays clear
    "ALTER TABLE engine.field_key ADD COLUMN IF NOT EXISTS own_marks boolean NOT NULL DEFAULT false",
    "ALTER TABLE engine.field_key ADD COLUMN IF NOT EXISTS state text NOT NULL DEFAULT 'used'",
    # of one value of one record: without it the value is unreadable wherever it stands, in history and backups too
    """CREATE TABLE IF NOT EXISTS engine.record_key (
        record_id uuid NOT NULL, object text NOT NULL, field text NOT NULL, version integer NOT NULL,
        wrapped text NOT NULL, PRIMARY KEY (record_id, field))""",
    "CREATE INDEX IF NOT EXISTS record_key_by_version ON engine.record_key (object, field, version, record_id)",
    # what a rotation has replaced, for the minutes in which somebody may still be reading
    """CREATE TABLE IF NOT EXISTS engine.former_key (
        record_id uuid NOT NULL, object text NOT NULL, field text NOT NULL, version integer NOT NULL,
        wrapped text NOT NULL, PRIMARY KEY (record_id, field, version))""",
    "CREATE INDEX IF NOT EXISTS former_key_by_field ON engine.former_key (object, field, version)",
    """CREATE TABLE IF NOT EXISTS engine.crypto_run (
        object text NOT NULL, field text NOT NULL, deed text NOT NULL, phase text NOT NULL DEFAULT 'records',
        last text NOT NULL DEFAULT '', done bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0,
        state text NOT NULL DEFAULT 'running', started_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (object, field))""",
    "ALTER TABLE engine.crypto_run ADD COLUMN IF NOT EXISTS reason text",  # why a field becomes plain
    *GUARD_FUNCTIONS,
)
