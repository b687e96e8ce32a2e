"""The pages of initiatives: a single one, those similar to a draft, several side by side."""
