"""A release in Superset."""
