"""Which files does a person fill in or correct? The template, refused rows, unknown wordings, the outcome of each row."""
