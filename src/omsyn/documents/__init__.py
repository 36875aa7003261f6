"""Block documents and their formats."""
