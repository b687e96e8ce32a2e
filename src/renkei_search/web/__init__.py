"""How does a person or a program ask over HTTP? The only home of Flask, and of URLs."""
