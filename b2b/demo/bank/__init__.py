"""The reference bank: a simulator, in a process of its own (`python -m b2b.demo.bank`), for the demo and for tests.

It takes pain.001 files out of its customers' folders, answers with pain.002, books, and sends camt.053 statements to
every customer whose account moved. Its memory is one SQLite file. It is no bank: no clearing, no fees, no rights.
"""
