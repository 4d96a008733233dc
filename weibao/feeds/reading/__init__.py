"""Reading untrusted files, in a process of its own (`child.py`). Nothing here knows Django, so that it stays small."""
