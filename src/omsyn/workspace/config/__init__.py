"""Settings, addresses and the way in for servers."""
