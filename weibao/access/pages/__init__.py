"""Pages of the administration, one module a task. They stand above the frame, whose lists they are made of."""
