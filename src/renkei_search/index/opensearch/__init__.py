"""How does a generation get onto an OpenSearch cluster? The only home of its client, with the backend that asks it."""
