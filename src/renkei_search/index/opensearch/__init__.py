"""How does a generation get onto an OpenSearch cluster? Only this package and the backend import the client."""
