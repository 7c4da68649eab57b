"""ERP systems: the SOAP client side (`b2b.erp.soap`), the contract-first SOAP service layer (`b2b.erp.service`), and an
ERP in memory for tests (`b2b.erp.memory`).
"""
