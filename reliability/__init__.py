"""Tries to bring the program down, and writes what came of it into docs/reliability.md. Run by `make reliability`."""
