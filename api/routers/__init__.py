"""The HTTP interface for programs, one resource a file; none of its routes writes."""
