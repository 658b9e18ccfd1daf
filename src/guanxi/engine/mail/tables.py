"""Letters on their way. The text is sealed, since it may hold a link that opens something, and goes once it is sent."""

MAIL_TABLES = (
    """CREATE TABLE IF NOT EXISTS engine.letter (
        id uuid PRIMARY KEY, recipient text NOT NULL, subject text NOT NULL, body text,
        queued_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz NOT NULL,
        sent_at timestamptz, given_up_at timestamptz, tries integer NOT NULL DEFAULT 0, answer text)""",
    """CREATE OR REPLACE FUNCTION engine.mail_mark(settings jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS
        $$ SELECT encode(sha256(convert_to(settings::text, 'UTF8')), 'hex') $$""",
    "CREATE INDEX IF NOT EXISTS letter_by_time ON engine.letter (queued_at)",
)
