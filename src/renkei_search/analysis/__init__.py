"""Which terms does this text consist of? The only home of SudachiPy.

The chain: char filter, tokenizer, token filter. One analyzer serves index and query.
"""
