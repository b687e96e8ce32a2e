"""Which initiatives do the pages of a document propose, with which parts, and which text remains?"""
