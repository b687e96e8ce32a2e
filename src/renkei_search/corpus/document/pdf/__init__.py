"""How do glyphs and rules at positions become lines, paragraphs and tables in reading order?"""
