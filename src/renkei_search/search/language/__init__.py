"""What do the words typed ask for? From text to a query tree and a receipt."""
