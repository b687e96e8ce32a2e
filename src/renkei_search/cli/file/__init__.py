"""The commands that write files of what was found or chosen."""
