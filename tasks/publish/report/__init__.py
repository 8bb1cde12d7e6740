"""The report of a release: one HTML file to look at it without any tool, network or server."""
