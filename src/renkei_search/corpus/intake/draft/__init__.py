"""The draft of an import: what was read from a document, as a workbook that a person corrects."""
