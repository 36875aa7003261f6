"""The library's pages: find a place, read its knowledge base, compare, take figures along."""
