"""What do all routes share? Parameters, problems, caching, log, metrics."""
