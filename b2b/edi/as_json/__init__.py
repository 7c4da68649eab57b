"""What the JSON forms of X12 (`b2b.edi.x12.as_json`) and EDIFACT (`b2b.edi.edifact.as_json`) have in common.

`b2b.edi.files_as_json` tells which of them a file, or a form, is in.
"""
