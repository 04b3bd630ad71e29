"""Built-in drivers, one folder a product family."""
