"""The workspace: a Django project over the library."""
