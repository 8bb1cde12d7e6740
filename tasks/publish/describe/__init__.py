"""A release that describes itself."""
