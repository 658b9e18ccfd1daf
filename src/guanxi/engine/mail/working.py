"""Whether the mail server that is set up has ever taken a letter: until then nobody is made to wait for one."""

from typing import Final

from psycopg import AsyncConnection

# what was noted belongs to the settings of that time: others, those of an undo too, have to show themselves anew
WORKS: Final = """EXISTS (SELECT 1 FROM engine.setting s JOIN engine.setting w ON w.name = 'mail_works'
  AND w.value ->> 'mark' = engine.mail_mark(s.value) WHERE s.name = 'mail')"""
WORKS_SINCE: Final = "(SELECT (value ->> 'since')::timestamptz FROM engine.setting WHERE name = 'mail_works')"
NOTED: Final = b"""
INSERT INTO engine.setting (name, value) VALUES ('mail_works', jsonb_build_object('mark', $1::text, 'since', now()))
ON CONFLICT (name) DO UPDATE SET value = excluded.value
WHERE engine.setting.value ->> 'mark' IS DISTINCT FROM excluded.value ->> 'mark'
"""


async def note_working(connection: AsyncConnection, mark: str) -> None:
    """Notes that the server has taken a letter by the settings of this mark; what counts is the first one."""
    await connection.execute(NOTED, [mark])


async def forget_working(connection: AsyncConnection) -> None:
    """Notes that it takes none any more."""
    await connection.execute(b"DELETE FROM engine.setting WHERE name = 'mail_works'")
