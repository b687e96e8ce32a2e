"""Is the corpus sound? Texts against the characters they come from, claims against each other, vocabularies."""
