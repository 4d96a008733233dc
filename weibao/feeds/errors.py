"""What is refused at the door, in the clerk's words."""


class FileRefused(Exception):
    """The file can't be taken in, and nothing of it was. The message says what is wrong and what to do."""


class DefinitionRefused(Exception):
    """A feed definition can't be used. The message names the file and what is wrong in it."""
