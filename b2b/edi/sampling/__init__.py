"""What the writers of sample messages of both syntaxes share."""
