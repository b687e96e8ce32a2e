"""How is a file read as cells, and what does each column contain?"""
