"""What French asks of a translation, and what any translation must keep of its original."""

import html
import re
from collections.abc import Sequence

TAG = re.compile(r"</?([a-z][a-z0-9]*)[^>]*>", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
ADDRESS = re.compile(r"\b(?:https?://|mailto:|tel:)\S*|\S+@\S+")
FAULTS = {
    r"'": "an apostrophe is ’",
    r'"': "quotation marks are « »",
    r"\.\.\.": "an ellipsis is one character, …",
    r"(?<![\u00a0\u202f])[»;!?]": "a no-break space (U+00A0 or U+202F) goes before » ; ! ?",
    r"(?<![\u00a0\u202f]):(?![0-9]{2})": "a no-break space (U+00A0 or U+202F) goes before a colon",
    r"«(?![\u00a0\u202f])": "a no-break space (U+00A0 or U+202F) goes after «",
    r"(?<![\u00a0\u202f])%%": "a no-break space (U+00A0) goes before %",
    r"[0-9) ]€": "a no-break space (U+00A0) goes before €",
    r"[0-9] [0-9]{3}\b": "a narrow no-break space (U+202F) goes between thousands",
}


def french_faults(text: str) -> list[str]:
    """The rules of French typography a text breaks; tags and addresses in it are no prose."""
    prose = html.unescape(TAG.sub("", ADDRESS.sub("", text)))
    return [rule for pattern, rule in FAULTS.items() if re.search(pattern, prose)]


def lost_in_translation(original: str | Sequence[str], translation: str) -> list[str]:
    """Placeholders and tags a translation dropped or made up. One form of a plural may leave out the number."""
    forms = (original,) if isinstance(original, str) else original
    problems = []
    for what, pattern in (("placeholder", PLACEHOLDER), ("tag", TAG)):
        known = [set(pattern.findall(form)) for form in forms]
        found = set(pattern.findall(translation))
        problems += [f"the {what} {name} is missing" for name in sorted(set.intersection(*known) - found)]
        problems += [f"the {what} {name} is not in the original" for name in sorted(found - set.union(*known))]
    return problems
