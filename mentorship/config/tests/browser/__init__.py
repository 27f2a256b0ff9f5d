"""What only a browser can tell, with every floor of the house in it."""
