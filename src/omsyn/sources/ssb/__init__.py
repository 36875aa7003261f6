"""Statistics Norway: PxWebApi 2, the older interface, json-stat, and its file exports."""
