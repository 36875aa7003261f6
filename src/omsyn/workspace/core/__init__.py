"""What every page shares: layout, headers, faults, health."""
