"""The engine's own tables, as statements that may run at every start."""

SEARCH_TABLES = (
    """CREATE TABLE IF NOT EXISTS engine.search_entry (
        record_id uuid PRIMARY KEY, object text NOT NULL, title text, subtitle text, owner uuid, team uuid,
        tokens bigint[] NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS search_tokens ON engine.search_entry USING gin (tokens)",
)
ENGINE_TABLES = (
    "DO $$ BEGIN IF to_regnamespace('engine') IS NULL THEN CREATE SCHEMA engine; END IF; END $$",
    "DO $$ BEGIN IF to_regnamespace('record') IS NULL THEN CREATE SCHEMA record; END IF; END $$",
    """CREATE TABLE IF NOT EXISTS engine.setting (name text PRIMARY KEY, value jsonb NOT NULL)""",
    """CREATE OR REPLACE FUNCTION engine.zone() RETURNS text LANGUAGE sql STABLE AS
        'SELECT coalesce((SELECT value ->> ''time_zone'' FROM engine.setting WHERE name = ''company''),
        ''Asia/Shanghai'')'""",
    """CREATE OR REPLACE FUNCTION engine.currency() RETURNS text LANGUAGE sql STABLE AS
        'SELECT coalesce((SELECT value ->> ''currency'' FROM engine.setting WHERE name = ''company''), ''CNY'')'""",
    """CREATE TABLE IF NOT EXISTS engine.definition (
        kind text NOT NULL, object text NOT NULL, name text NOT NULL, facts jsonb NOT NULL, dropped_at timestamptz,
        PRIMARY KEY (kind, object, name))""",
    """CREATE TABLE IF NOT EXISTS engine.change_set (
        id uuid PRIMARY KEY, at timestamptz NOT NULL, by_user uuid NOT NULL, source text NOT NULL, reason text,
        undoes uuid, undone_by uuid)""",
    # the records that an undo of the rest left, which may be undone later
    "ALTER TABLE engine.change_set ADD COLUMN IF NOT EXISTS left_out uuid[]",
    # how often a set was undone and redone and by what at last; odd: it is undone now. `depth` 1 is an undo, 2 a redo.
    """CREATE OR REPLACE FUNCTION engine.undo_state(given uuid, OUT last uuid, OUT steps integer, OUT depth integer)
        LANGUAGE sql STABLE AS $$
        WITH RECURSIVE later(id, next, steps) AS (
          SELECT s.id, s.undone_by, 0 FROM engine.change_set s WHERE s.id = given
          UNION ALL SELECT s.id, s.undone_by, l.steps + 1 FROM later l JOIN engine.change_set s ON s.id = l.next),
        earlier(next, depth) AS (
          SELECT s.undoes, 0 FROM engine.change_set s WHERE s.id = given
          UNION ALL SELECT s.undoes, e.depth + 1 FROM earlier e JOIN engine.change_set s ON s.id = e.next)
        SELECT l.id, l.steps, (SELECT max(e.depth) FROM earlier e) FROM later l ORDER BY l.steps DESC LIMIT 1 $$""",
    "CREATE INDEX IF NOT EXISTS change_set_by_user ON engine.change_set (by_user, id)",
    """CREATE TABLE IF NOT EXISTS engine.change (
        seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, change_set uuid NOT NULL, object text NOT NULL,
        record_id uuid NOT NULL, kind text NOT NULL, version integer NOT NULL, old json, new json, salt text,
        at timestamptz NOT NULL, xid xid8 NOT NULL DEFAULT pg_current_xact_id())""",
    "CREATE INDEX IF NOT EXISTS change_of_record ON engine.change (record_id, seq)",
    "CREATE INDEX IF NOT EXISTS change_of_set ON engine.change (change_set, seq)",
    # what lay beside a record that goes for good
    """CREATE INDEX IF NOT EXISTS change_beside ON engine.change
        ((coalesce(new ->> 'record_id', old ->> 'record_id'))) WHERE object IN ('comment', 'file', 'external_id')""",
    *SEARCH_TABLES,
    """CREATE TABLE IF NOT EXISTS engine.match_key (
        key bigint NOT NULL, record_id uuid NOT NULL, PRIMARY KEY (key, record_id))""",
    """CREATE TABLE IF NOT EXISTS engine.external_id (
        system text NOT NULL, value text NOT NULL, object text NOT NULL, record_id uuid NOT NULL,
        PRIMARY KEY (object, system, value))""",
    "CREATE INDEX IF NOT EXISTS external_id_of_record ON engine.external_id (record_id)",
    """CREATE TABLE IF NOT EXISTS engine.counter (name text PRIMARY KEY, value bigint NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS engine.idempotency (
        user_id uuid NOT NULL, key text NOT NULL, fingerprint text NOT NULL, status integer, body bytea,
        at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (user_id, key))""",
    "ALTER TABLE engine.idempotency ADD COLUMN IF NOT EXISTS change_set uuid",
    """CREATE TABLE IF NOT EXISTS engine.credential (
        user_id uuid PRIMARY KEY, hash text NOT NULL, must_change boolean NOT NULL DEFAULT false,
        failures integer NOT NULL DEFAULT 0, locked_until timestamptz)""",
    """CREATE TABLE IF NOT EXISTS engine.session (
        key text PRIMARY KEY, user_id uuid NOT NULL, kind text NOT NULL DEFAULT 'session', name text,
        created_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS engine.preference (
        user_id uuid PRIMARY KEY, facts jsonb NOT NULL DEFAULT '{}')""",
    """CREATE TABLE IF NOT EXISTS engine.saved_view (
        id uuid PRIMARY KEY, object text NOT NULL, owner uuid NOT NULL, team uuid, shared text NOT NULL, facts jsonb
        NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS engine.bookmark (
        user_id uuid NOT NULL, kind text NOT NULL, object text NOT NULL, record_id uuid NOT NULL,
        at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (user_id, kind, record_id))""",
    "CREATE INDEX IF NOT EXISTS bookmark_of_record ON engine.bookmark (record_id, kind)",
    """CREATE TABLE IF NOT EXISTS engine.comment (
        id uuid PRIMARY KEY, object text NOT NULL, record_id uuid NOT NULL, by_user uuid NOT NULL,
        at timestamptz NOT NULL DEFAULT now(), body text NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS comment_of_record ON engine.comment (record_id, id)",
    """CREATE TABLE IF NOT EXISTS engine.file (
        id uuid PRIMARY KEY, object text NOT NULL, record_id uuid NOT NULL, name text NOT NULL, type text NOT NULL,
        size bigint NOT NULL, digest text NOT NULL, by_user uuid NOT NULL, at timestamptz NOT NULL DEFAULT now(),
        deleted_at timestamptz)""",
    "CREATE INDEX IF NOT EXISTS file_of_record ON engine.file (record_id, id)",
)
