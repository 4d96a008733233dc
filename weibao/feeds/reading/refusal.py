"""Why a file can't be read: a code (its sentence is in `weibao.feeds.opening`) and what the sentence names."""


class Refusal(Exception):
    def __init__(self, code: str, **detail: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


FAULT = 70
"""Exit status of the reading process where the fault is ours, not the file's; standard error says what happened."""
