"""Ingest: inputs → records. Lists the inputs, cuts them into batches, reads a batch."""
