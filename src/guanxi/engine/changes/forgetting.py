"""What is taken away with records that go for good: what lies beside them, and their values in the log of changes.

Who changed which record, when and in what set stays, and so does the audit log, which holds no values. Search entries
and match keys have gone when the records were deleted.
"""

from collections.abc import Sequence

from guanxi.engine.changes.own import PEOPLE
from guanxi.engine.company import Work

# without the keys of its values a record is unreadable in old backups too; a rotation that holds the one of them adds
# to the other, so they go in this order
KEYS = ("record_key", "former_key")
BESIDE = ("comment", "bookmark", "external_id", "import_pending", "hand_share", "subject_mark", *KEYS)
OF_PEOPLE = (
    *("credential", "session", "device", "second_factor", "once", "identity", "oauth_grant"),
    *("preference", "bookmark", "idempotency", "revealed"),
)
STANDS_IN = "DELETE FROM engine.absence WHERE person = ANY($1::uuid[]) OR delegate = ANY($1::uuid[])"
SHARED = "DELETE FROM engine.hand_share WHERE key IN (SELECT id FROM engine.share_key WHERE person = ANY($1::uuid[]))"
KEPT_FOR = "DELETE FROM engine.share_key WHERE person = ANY($1::uuid[])"
LOOKS = "DELETE FROM engine.view_as WHERE viewer = ANY($1::uuid[]) OR person = ANY($1::uuid[])"
PROVISIONED = "DELETE FROM engine.provisioned WHERE id = ANY($1::uuid[])"
SERVES = "UPDATE engine.oauth_client SET service_user = NULL WHERE service_user = ANY($1::uuid[])"
CONTENTS = """
WITH gone AS (DELETE FROM engine.file WHERE record_id = ANY($1::uuid[]) RETURNING digest)
SELECT digest FROM gone UNION SELECT coalesce(c.new ->> 'digest', c.old ->> 'digest') FROM engine.change c
 WHERE c.object = 'file' AND coalesce(c.new ->> 'record_id', c.old ->> 'record_id') = ANY($2::text[])
"""
# what lies beside a record is known in the log by the record that its values name
BLANK_BESIDE = """
UPDATE engine.change c SET old = NULL, new = NULL, salt = NULL WHERE c.object IN ('comment', 'file', 'external_id')
 AND coalesce(c.new ->> 'record_id', c.old ->> 'record_id') = ANY($1::text[])
"""
BLANK_SHARES = """
UPDATE engine.change c SET old = NULL, new = NULL, salt = NULL WHERE c.object = 'share'
 AND coalesce(c.new ->> 'record_id', c.old ->> 'record_id') = ANY($1::text[])
"""
BLANK = "UPDATE engine.change SET old = NULL, new = NULL, salt = NULL WHERE record_id = ANY($1::uuid[])"


async def forget(work: Work, object_name: str, ids: Sequence[str]) -> set[str]:
    """Takes all away that is kept of these records; gives the contents of their files, by which others may hang."""
    contents = {digest for (digest,) in await work.fetch(CONTENTS, list(ids), list(ids)) if digest}
    await work.execute(BLANK_BESIDE, list(ids))
    await work.execute(BLANK_SHARES, list(ids))
    await work.execute(BLANK, list(ids))
    for table in BESIDE:
        await work.execute(f"DELETE FROM engine.{table} WHERE record_id = ANY($1::uuid[])", list(ids))
    if object_name == PEOPLE:
        await _forget_people(work, list(ids))
    return contents


async def _forget_people(work: Work, ids: list[str]) -> None:
    """Takes away by what people came in, what they let in, what they had by shares and by standing in."""
    for table in OF_PEOPLE:
        await work.execute(f"DELETE FROM engine.{table} WHERE user_id = ANY($1::uuid[])", ids)
    for statement in (STANDS_IN, SHARED, KEPT_FOR, LOOKS, PROVISIONED, SERVES):
        await work.execute(statement, ids)
