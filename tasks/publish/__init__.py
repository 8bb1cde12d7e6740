"""Publish: tables → a release. Merges a run into the last release, checks it, and flips `current`."""
