"""The pages of regions: the list with its map, one region, the matrix."""
