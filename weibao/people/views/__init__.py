"""Pages of the child file, one module a task."""
