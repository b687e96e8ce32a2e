"""Where does a term occur, and what are a document's facet values?

Whoosh schema and writer, and the immutable generations that hold a built index.
"""
