"""Pages for readers: each is a function of a snapshot and a language, with relative links only."""
