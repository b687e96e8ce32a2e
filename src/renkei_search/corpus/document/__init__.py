"""Which initiatives does a document propose, and where does it say so? Documents as people publish them."""
