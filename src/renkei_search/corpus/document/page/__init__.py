"""What do all formats have in common? Pages of lines, paragraphs and tables, and texts that keep their positions."""
