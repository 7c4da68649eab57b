"""A message as people look at it: explained, folded, compared; of either syntax."""
