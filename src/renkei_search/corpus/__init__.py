"""Which initiatives are there, and which characters of which source say so?"""
