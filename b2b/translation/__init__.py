"""A message in another form: from X12, EDIFACT or an invoice in XML, through its document, to X12, EDIFACT or UBL.

    source    bytes -> documents, with what of the message they have no place for
    carried   a document -> what the target can say of it, and a list of what it cannot
    targets   documents -> bytes
    convert   the whole way

It stands above the codecs, which do not know each other, and does no I/O.
"""
