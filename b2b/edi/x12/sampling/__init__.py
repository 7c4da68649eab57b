"""Sample messages: valid sets of any shipped release, made from the schema alone, the same for the same seed."""
