"""How do counts look? Counts and labels in, SVG out; knows no index, no page and no file."""
