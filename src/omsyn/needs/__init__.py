"""Room: needs."""
