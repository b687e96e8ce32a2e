"""How is an answer explained in words, and what would find more?"""
