"""The electronic invoice: arithmetic, checks, UBL 2.1, CII D16B, PDF/A-3 and the official rules.

`calculate` completes an invoice, `check` says what it lacks, `ubl` and `cii` write it, `read_ubl` and `read_cii` read
it, `pdf` draws it, `rules` runs the published EN 16931 rules, and `render` does it all for one invoice.
"""
