"""What suppliers say is on its way, and what arrives."""
