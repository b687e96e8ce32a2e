"""The JSON endpoint and its description."""
