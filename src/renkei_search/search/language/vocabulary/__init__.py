"""Which words does an index know: places, synonyms, completions, other spellings?"""
