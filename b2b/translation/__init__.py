"""A message in another form: from X12, EDIFACT or UBL, through its document, to another of them.

    source    bytes -> documents, with what of the message they have no place for
    carried   a document -> what the target can say of it, and a list of what it cannot
    targets   documents -> bytes
    convert   the whole way

It stands above the codecs, which do not know each other, and does no I/O.
"""
