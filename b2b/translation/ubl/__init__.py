"""Orders and despatch advices in UBL 2.1 (Peppol BIS Ordering 3 and Despatch Advice 3); invoices are the matter of
b2b.invoicing, whose parties, places and items they share.
"""
