"""Files for the council paper and for reuse: CSV, XLSX and JSON Lines of a search, a comparison, the corpus."""
