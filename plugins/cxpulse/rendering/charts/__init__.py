"""Pictures: SVG geometry with HTML labels on top, one picture a file."""
