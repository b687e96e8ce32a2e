"""Workbooks for a person to fill in or correct: the template, refused rows, wordings to explain, the outcome of each row."""
