"""Which initiatives does a published document propose, and where does it say so?"""
