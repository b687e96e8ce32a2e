"""Where documents, types of practice and terms of a generation point in the space of word vectors."""
