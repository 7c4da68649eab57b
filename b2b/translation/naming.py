"""What people call a document."""

from __future__ import annotations

import re

from b2b.documents import Document


def in_words(document: Document) -> str:
    """The kind of a document: `a warehouse order`, `an inventory`."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", type(document).__name__).lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
