"""Facts and dates put into words, for pages and for answers alike; English for now."""
