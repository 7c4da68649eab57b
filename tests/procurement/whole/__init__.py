"""Two companies and their bank, through the services alone: whatever happens between them, and the laws that hold."""
