"""Seeds, spreadsheets and documents into the store; one file an input."""
