"""Searches with Whoosh's own searcher, the reference for every other backend."""
