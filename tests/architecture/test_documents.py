"""Documents whose links lead somewhere."""

import re
from pathlib import Path

from tests.architecture.source import place, tracked_files

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)")


def dead_links(document: Path) -> list[str]:
    """The links of a document to files that do not exist."""
    targets = LINK.findall(re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL))
    return [f"{place(document)} -> {target}" for target in targets if not (document.parent / target).exists()]


def test_every_link_between_documents_leads_somewhere() -> None:
    documents = [file for file in tracked_files() if file.suffix == ".md"]
    assert documents
    assert [dead for document in documents for dead in dead_links(document)] == []
