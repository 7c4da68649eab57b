"""An automated procurement and EDI gateway: X12 with trading partners, SOAP with ERPs, orders decided in between."""

__version__ = "0.1.0"
