"""What does a person see? One module for each page, with route and view models."""
