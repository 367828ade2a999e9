"""Ways in: the web application with its pages, and the terminal."""
