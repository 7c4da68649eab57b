"""The reference ERP: a simulator, in a process of its own (`python -m b2b.demo.erp`), for the demo and for tests.

It keeps stock, sales orders, goods issues and receivables in SQLite and speaks SOAP 1.1 and 1.2 by the contract in
`schemas/soap/reference_erp.wsdl`. It is no ERP: no accounts, no users, no rights.
"""
