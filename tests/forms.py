"""What a form's page sends with it by itself."""

from __future__ import annotations

import re


def began_from(client, address: str) -> dict[str, str]:
    """The mark of what the form was filled from, as its page holds it."""
    found = re.search(r'name="seen" value="([^"]+)"', client.get(address).content.decode())
    assert found, f"the form on {address} marks nothing"
    return {"seen": found[1]}
