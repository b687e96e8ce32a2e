"""The page of a search and its parts."""
