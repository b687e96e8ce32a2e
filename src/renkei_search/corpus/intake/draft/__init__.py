"""How does a person correct what was read from a document? The draft of an import as a workbook."""
