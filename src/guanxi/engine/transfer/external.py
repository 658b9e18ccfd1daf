"""Ids of other systems that rows bring, which nobody takes from a record that is closed to him."""

from collections.abc import Sequence

from guanxi.engine.company import Work
from guanxi.engine.history.externals import closed_ids
from guanxi.engine.transfer.rows import Candidate
from guanxi.engine.transfer.settings import EXTERNAL, ImportSettings


async def refuse_closed(work: Work, settings: ImportSettings, candidates: Sequence[Candidate]) -> None:
    """Refuses the rows whose ids belong to records that the importer may not see, or see and not change."""
    ids = {pair for each in candidates for pair in each.external.items()}
    if not ids:
        return
    closed = await closed_ids(work, work.rights(settings.object), ids)
    for each in candidates if closed else ():
        for place, pair in enumerate(each.external.items()):
            is_key = settings.keys[:1] == (EXTERNAL,) and place == 0
            if pair in closed and not closed[pair]:
                each.refuse(EXTERNAL, "external_id_unseen", system=pair[0])
            elif pair in closed and not is_key:  # the change of a record that the key finds is refused as such
                each.refuse(EXTERNAL, "external_id_closed", system=pair[0])
