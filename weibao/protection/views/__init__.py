"""Pages of protection, one module a subject."""
