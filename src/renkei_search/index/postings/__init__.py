"""Which terms occur where: documents analysed in batches, and their terms turned into postings."""
