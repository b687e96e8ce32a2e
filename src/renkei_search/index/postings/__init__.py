"""Which terms occur where? Documents are analysed in batches, and their terms inverted to postings."""
