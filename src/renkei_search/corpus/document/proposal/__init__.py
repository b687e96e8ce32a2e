"""Which initiatives do the pages of a document propose, with which parts, and what text is left over?"""
