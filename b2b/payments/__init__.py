"""Bank files: ISO 20022 messages to and from the documents `PaymentFile`, `PaymentStatus` and `BankStatement`.

`pain001.write` makes a SEPA credit transfer file and `pain001.read` reads one, `pain002` reads and writes status
reports, `camt053` statements (its reader takes camt.052 and camt.054 too). No network, no database, no clock.
"""
