"""Which format is a file, and how does it become pages? One module for each format."""
