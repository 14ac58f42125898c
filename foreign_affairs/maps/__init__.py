"""Maps drawn on the server: land without borders or names, and places on it as links."""
