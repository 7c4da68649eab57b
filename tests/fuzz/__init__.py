"""Coverage-guided fuzzing of the X12 engine: whatever the bytes, a verdict and never a traceback."""
