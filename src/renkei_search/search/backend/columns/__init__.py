"""Searches over arrays in this process."""
