"""One file a revision, `NNNN_what.py`; never changed once released."""
