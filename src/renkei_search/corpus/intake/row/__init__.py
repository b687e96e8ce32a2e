"""What a row of a table means: its region, source and policy fields, and the initiative that it makes or changes."""
