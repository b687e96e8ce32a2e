"""How are data published as files? Exports, feeds and discovery."""
