"""X12 files as JSON, for programs that have no X12, and back again.

    {"interchanges": [
       {"delimiters": {"element": "*", "component": ">", "repetition": "", "terminator": "~", "line_end": "\\n"},
        "header": [the sixteen elements of the ISA as they stand],
        "segments": [["TA1", ...]],
        "groups": [
          {"header": [the elements of the GS],
           "sets": [{"set": "850", "control_number": "0001", "release": "004010", "content": [
              ["BEG", "00", "SA", "4711", "", "20260105"],
              {"loop": "PO1", "content": [["PO1", "1", "10", "EA"], {"loop": "PO1/PID", "content": [...]}]}]}]}]}]}

A segment is a list with its id first. An element is a string as it stands in the file; a composite is a list of its
components, an element that repeats is {"repeats": [...]}. Loops are there to be read: writing back takes the segments
as they come. SE, GE and IEA are counted when it is written; `trailer` holds one that says otherwise, or null where
there is none, and `end` the line end of the last segment where it is another. `encoding` of an interchange (for ISA,
GS and their trailers) or of a set is latin-1 where it is not UTF-8.

A file whose segments are well formed and all end alike is written back byte for byte. Of others the segments come
back, not what stands between them, such as some of the segments on lines of their own. A line end in the middle of a
segment, which would be lost, is refused.

A set may hold a `document` instead of `content`: the canonical document of its mapping, in the JSON form of documents.
"""

from b2b.edi.x12.as_json.reading import to_json
from b2b.edi.x12.as_json.writing import from_json

__all__ = ["from_json", "to_json"]
