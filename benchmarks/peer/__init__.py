"""Engines on the same terms: the same tokens, the same queries, the ten best and the exact counts of all facets."""
