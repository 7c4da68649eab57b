"""The EDIFACT engine (ISO 9735, syntax versions 1 to 4): read, validate, write, and answer with CONTRL."""
