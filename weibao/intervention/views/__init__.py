"""Pages of intervention, one module a subject."""
