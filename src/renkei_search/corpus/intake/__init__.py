"""Take the rows of a table into a corpus folder. Only the commands `import` and `template` load this."""
