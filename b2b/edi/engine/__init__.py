"""What both syntaxes stand on: the compiled walk through a message, its elements, its tree, what a check yields."""
