"""The doors that other programs come in by: the SOAP service of our own, whose contract is `schemas/soap/b2b.wsdl`.

From bytes to a typed call: `server` (the process), `app` (HTTP), `soap` (one call), `security` (who), `fields` (the
contract's fields), `operations` (what can be asked), `business` (the answers).
"""
