"""How do positioned glyphs and lines become text lines, paragraphs and tables in reading order?"""
