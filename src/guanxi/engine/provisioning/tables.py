"""What a provisioning system says of somebody beyond what his record holds, and whom it has taken away."""

PROVISIONING_TABLES = (
    """CREATE TABLE IF NOT EXISTS engine.provisioned (
        id uuid PRIMARY KEY, facts jsonb NOT NULL DEFAULT '{}', is_gone boolean NOT NULL DEFAULT false)""",
)
