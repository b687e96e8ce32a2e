"""The desk over HTTP, on this machine only."""
