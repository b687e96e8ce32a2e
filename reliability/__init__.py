"""Try to bring the program down, and write the results into docs/reliability.md. Run by `make reliability`."""
