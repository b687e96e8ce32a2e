"""How are spreadsheets read so that a cell has the text that it displays?"""
