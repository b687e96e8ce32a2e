"""Searches on an OpenSearch cluster. Loaded only where that engine is chosen."""
