"""What do all formats have in common? Pages with lines, paragraphs and tables, and characters that keep their place."""
