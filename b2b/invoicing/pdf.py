"""The invoice as Factur-X: a PDF/A-3b that people read, with the CII inside for machines.

reportlab draws the pages and factur-x attaches the XML; what is left to do here is what makes the file an archive
format (output intent, identifier) and reproducible: every date in it is `made_at`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from typing import cast

import facturx
from lxml import etree
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from b2b import resources
from b2b.documents import Invoice
from b2b.invoicing.cii import write_cii
from b2b.invoicing.paper import wording
from b2b.invoicing.paper.document import draw

_PRODUCER = "b2b"


def write_pdf(invoice: Invoice, *, made_at: dt.datetime, cii: bytes | None = None) -> bytes:
    """The Factur-X file (profile EN 16931), the same bytes for the same invoice and `made_at` (aware).

    `cii` is the attached XML, written here when it is not given. Raises NotWritable for a character without a glyph.
    Schema and rules are not checked here: see `rules`.
    """
    xml = write_cii(invoice) if cii is None else cii
    title = f"{wording.title(invoice)} {invoice.number}"
    metadata = {
        "title": title,
        "author": invoice.supplier.name,
        "subject": f"{title} of {invoice.date.isoformat()}",
        "keywords": "Factur-X",
    }
    hybrid = facturx.generate_from_binary(
        draw(invoice),
        xml,
        flavor="factur-x",
        level="en16931",
        check_xsd=False,
        # It would post the invoice to a service on this machine, and take the absence of one for approval.
        check_schematron=False,
        pdf_metadata=metadata,
        lang="en",
        afrelationship="alternative",
        xmp_compression=False,
    )
    return _archive(hybrid, xml, metadata, made_at.astimezone(dt.UTC))


def _archive(hybrid: bytes, xml: bytes, metadata: dict[str, str], made_at: dt.datetime) -> bytes:
    """Adds what PDF/A wants and factur-x leaves out, and sets every date to `made_at`."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(hybrid)))
    writer.pdf_header = "%PDF-1.7"
    root = writer.root_object
    root[NameObject("/OutputIntents")] = ArrayObject([_output_intent(writer)])
    for sheet in writer.pages:
        sheet.pop("/Trans", None)
    stamp = made_at.strftime("D:%Y%m%d%H%M%S+00'00'")
    for attachment in cast(ArrayObject, root["/AF"]):
        parameters = cast(DictionaryObject, attachment.get_object()["/EF"]["/F"]["/Params"])
        parameters[NameObject("/ModDate")] = TextStringObject(stamp)
    cast(DecodedStreamObject, root["/Metadata"]).set_data(_xmp(metadata, made_at))
    writer.add_metadata({"/Producer": _PRODUCER, "/Creator": _PRODUCER, "/CreationDate": stamp, "/ModDate": stamp})
    identifier = ByteStringObject(hashlib.sha256(xml + stamp.encode()).digest()[:16])
    writer._ID = ArrayObject([identifier, identifier])
    archive = io.BytesIO()
    writer.write(archive)
    return archive.getvalue()


def _output_intent(writer: PdfWriter) -> DictionaryObject:
    profile = DecodedStreamObject()
    profile.set_data(resources.path("schemas", "einvoice", "srgb.icc").read_bytes())
    profile[NameObject("/N")] = NumberObject(3)
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/OutputIntent"),
            NameObject("/S"): NameObject("/GTS_PDFA1"),
            NameObject("/OutputConditionIdentifier"): TextStringObject("sRGB"),
            NameObject("/Info"): TextStringObject("sRGB IEC61966-2.1"),
            NameObject("/DestOutputProfile"): writer._add_object(profile),
        }
    )


def _xmp(metadata: dict[str, str], made_at: dt.datetime) -> bytes:
    """The XMP packet of factur-x, with our date and name instead of its own."""
    tree = facturx.generate_xmp_object(
        {
            **metadata,
            "pdfa3_flavor": "B",
            "producer": _PRODUCER,
            "creator_tool": _PRODUCER,
            "timestamp": made_at.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
            "version": "1.0",
            "documenttype": "INVOICE",
            "xml_filename": "factur-x.xml",
            "xmp_level": "EN 16931",
            "urn": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
        }
    )
    packet = etree.tostring(tree, pretty_print=True, encoding="UTF-8").strip()
    begin = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'.encode()
    return b"\n".join((begin, packet, b'<?xpacket end="w"?>'))
