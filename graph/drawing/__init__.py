"""Pictures of a snapshot: interactive maps and diagrams. Same data, same bytes."""
