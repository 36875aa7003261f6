"""Areas and their history."""
