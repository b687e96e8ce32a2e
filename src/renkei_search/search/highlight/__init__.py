"""Which passage of a text is shown, and which characters of it are marked?"""
