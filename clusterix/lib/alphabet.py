"""The order in which names are listed."""

import unicodedata


def alphabetically(name: str) -> tuple[str, str]:
    """A key that sorts as a dictionary does: accents and capitals count only between names otherwise the same."""
    bare = "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))
    return bare.casefold(), name
