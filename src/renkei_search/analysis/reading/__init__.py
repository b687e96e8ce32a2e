"""How is a text read aloud? Kana and romaji for completion, ids for addresses."""
