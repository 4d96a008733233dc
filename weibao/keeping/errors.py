"""What keeping refuses; commands show the sentence and end with status 2."""


class KeepingRefused(Exception):
    """A backup can't be made or restored; the message says why and what to do, in the operator's words."""
