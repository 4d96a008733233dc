"""Pages of research and of the rules, one module a task."""
