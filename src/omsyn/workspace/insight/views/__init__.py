"""Views translate between requests and the library; they decide nothing."""
