"""The tables of sharing, as statements that may run at every start."""

SHARING_TABLES = (
    # one row for each audience, level and last day that anything is shared with by hand; records carry its id
    """CREATE TABLE IF NOT EXISTS engine.share_key (
        id uuid PRIMARY KEY, level text NOT NULL, person uuid, team uuid, with_below boolean NOT NULL DEFAULT false,
        role uuid, until date, UNIQUE NULLS NOT DISTINCT (level, person, team, with_below, role, until))""",
    "CREATE INDEX IF NOT EXISTS share_key_of_person ON engine.share_key (person) WHERE person IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS share_key_of_team ON engine.share_key (team) WHERE team IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS share_key_of_role ON engine.share_key (role) WHERE role IS NOT NULL",
    """CREATE TABLE IF NOT EXISTS engine.hand_share (
        id uuid PRIMARY KEY, object text NOT NULL, record_id uuid NOT NULL, key uuid NOT NULL, by_user uuid NOT NULL,
        at timestamptz NOT NULL, reason text, UNIQUE (record_id, key))""",
    "CREATE INDEX IF NOT EXISTS hand_share_of_key ON engine.hand_share (key)",
    """CREATE INDEX IF NOT EXISTS change_of_share ON engine.change
        ((coalesce(new ->> 'record_id', old ->> 'record_id'))) WHERE object = 'share'""",
    # how far the records of an object have come to follow its rules
    """CREATE TABLE IF NOT EXISTS engine.share_run (
        object text PRIMARY KEY, total bigint NOT NULL, done bigint NOT NULL, started_at timestamptz NOT NULL,
        finished_at timestamptz)""",
    """CREATE TABLE IF NOT EXISTS engine.absence (
        id uuid PRIMARY KEY, person uuid NOT NULL, delegate uuid NOT NULL, since date NOT NULL, until date NOT NULL,
        by_user uuid NOT NULL, at timestamptz NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS engine.view_as (
        key text PRIMARY KEY, viewer uuid NOT NULL, person uuid NOT NULL, until timestamptz NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS absence_of_delegate ON engine.absence (delegate, until)",
    "CREATE INDEX IF NOT EXISTS absence_of_person ON engine.absence (person, until)",
)
