"""Makes the word vectors that the package carries; nothing in ``src/`` knows of it."""
