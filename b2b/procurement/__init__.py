"""The order-automation engine: what is answered, promised, shipped and invoiced, and what a person must look at.

Each feature folder has the same files: `decide.py` is pure (values in, values out), `service.py` works on a session it
is given and never commits.
"""
