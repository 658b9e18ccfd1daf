"""The tables of the audit log, as statements that may run at every start.

`batch.seqs` are the entries that a batch has sealed, in their order; `mark_xid` and `mark_seq` the place up to which
everything of its era is sealed, where a transaction of nought means the entries that are older than the era. `at_to` is
the latest moment of all entries up to this batch.
"""

AUDIT_TABLES = (
    "CREATE SCHEMA IF NOT EXISTS audit",
    """DO $$ BEGIN
        IF to_regclass('engine.audit') IS NOT NULL AND to_regclass('audit.entry') IS NULL THEN
          ALTER TABLE engine.audit SET SCHEMA audit;
          ALTER TABLE audit.audit RENAME TO entry;
        END IF; END $$""",
    """CREATE TABLE IF NOT EXISTS audit.entry (
        seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL, by_user uuid NOT NULL,
        action text NOT NULL, object text, record_id uuid, fields text[], commitment text, change_set uuid, note text,
        xid xid8 NOT NULL DEFAULT pg_current_xact_id())""",
    "ALTER TABLE audit.entry ADD COLUMN IF NOT EXISTS note text",  # JSON, small facts of the deed
    # entries of before have the number of this very transaction: the default is no volatile one, nothing is rewritten
    "ALTER TABLE audit.entry ADD COLUMN IF NOT EXISTS xid xid8 NOT NULL DEFAULT pg_current_xact_id()",
    "CREATE INDEX IF NOT EXISTS entry_in_turn ON audit.entry (xid, seq)",
    """CREATE TABLE IF NOT EXISTS audit.key (
        number integer PRIMARY KEY, verifier text NOT NULL, sealed text NOT NULL, made_at timestamptz NOT NULL)""",
    # a cluster that the database has lived in, from the entry behind `floor` on; its transactions are counted anew
    """CREATE TABLE IF NOT EXISTS audit.era (
        number integer PRIMARY KEY, cluster bigint NOT NULL, floor bigint NOT NULL, mark_xid xid8 NOT NULL,
        begun_at timestamptz NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS audit.batch (
        number bigint PRIMARY KEY, era integer NOT NULL, first bigint NOT NULL, count integer NOT NULL,
        seqs int8multirange NOT NULL, mark_xid xid8 NOT NULL, mark_seq bigint NOT NULL, form smallint NOT NULL,
        sealed_at timestamptz NOT NULL, at_from timestamptz NOT NULL, at_to timestamptz NOT NULL,
        checkpoint text NOT NULL)""",
    "CREATE UNIQUE INDEX IF NOT EXISTS batch_by_first ON audit.batch (first)",
    "CREATE INDEX IF NOT EXISTS batch_by_seqs ON audit.batch USING gist (seqs)",
    "CREATE INDEX IF NOT EXISTS batch_until ON audit.batch (at_to, number)",
    """CREATE TABLE IF NOT EXISTS audit.tile (
        level integer NOT NULL, number bigint NOT NULL, hashes bytea NOT NULL, PRIMARY KEY (level, number))""",
    "ALTER TABLE audit.tile ALTER COLUMN hashes SET STORAGE EXTERNAL",
    # where to find entries by who, what and about what: written when they are sealed, not when they come
    """CREATE TABLE IF NOT EXISTS audit.posting (
        term text NOT NULL, batch bigint NOT NULL, seqs bigint[] NOT NULL, PRIMARY KEY (term, batch))""",
)
