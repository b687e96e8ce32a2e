"""How do the rows of a table get into a corpus folder? Only the commands `import`, `read` and `template` load this."""
