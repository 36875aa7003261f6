"""Room: profile."""
