"""The electronic invoice, out and in: arithmetic, checks, UBL 2.1, CII D16B, PDF/A-3 and the official rules.

Out: `calculate` completes an invoice, `credit` gives one back, `check` says what it lacks, `ubl` and `cii` write it,
`pdf` draws it, `rules` runs the published EN 16931 rules, and `render` does it all for one invoice.
In: `read` recognises and reads a file in any of these forms, `check_received` says whether it adds up, `official` what
the published rules say. Whether it came before is asked of `b2b.documents.same`.
"""
