"""EDIFACT files as JSON, for programs that have no EDIFACT, and back again.

    {"interchanges": [
       {"una": ":+.? '", "line_end": "\\n",
        "header": [["UNOC", "3"], ["5412345000013", "14"], ["4012345500004", "14"], ["260105", "1200"], "REF1"],
        "groups": [
          {"header": null,
           "messages": [{"message": "ORDERS", "name": "Purchase order message", "release": "D96A",
              "header": ["1", ["ORDERS", "D", "96A", "UN"]], "content": [
              ["BGM", "220", "4711", "9"],
              {"loop": "NAD", "content": [["NAD", "BY", ["5412345000013", "", "9"]]]}]}]}]}]}

A header has the elements of UNB, UNG or UNH; that of a group is null where its messages stand outside of UNG. `una` is
null where the interchange has none. A segment is a list with its id first. An element is a string, without release
characters; one of several components is a list of them, one that repeats is {"repeats": [...]}. Loops are there to be
read: writing back takes the segments as they come. UNT, UNE and UNZ are counted when it is written; `trailer` holds one
that says otherwise, or null where there is none. `una_end` and `end` are the line ends behind UNA and UNZ where they
are others. `encoding` of an interchange (for its envelope) or of a message is utf-8 or latin-1 where the character set
that UNB names cannot be the one.

A file whose segments are well formed and all end alike is written back byte for byte, but for release characters that
nothing needs. Of others the segments come back, not what stands between them. What would be lost, such as a line break
or a control character in a segment, is refused.

A message may hold a `document` instead of `content`: the canonical document of its mapping, in the JSON form of
documents.
"""

from b2b.edi.edifact.as_json.reading import to_json
from b2b.edi.edifact.as_json.writing import from_json

__all__ = ["from_json", "to_json"]
