"""Which format does a file have, and how does it become pages? One module for each format."""
