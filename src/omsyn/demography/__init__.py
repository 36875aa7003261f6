"""Population and its future."""
