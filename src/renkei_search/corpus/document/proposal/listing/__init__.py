"""How does a table list initiatives, a row each?"""
