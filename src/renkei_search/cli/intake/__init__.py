"""The commands that take initiatives in, from documents and from tables."""
