"""Engines on the same terms: the same tokens, the same queries, the ten best and exact counts of six facets."""
