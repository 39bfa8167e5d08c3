import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from monitoring.people.models import Person


@pytest.mark.parametrize(
    "password",
    ["Vélo-rouge-12", "velorouge42!ici", "un vélo rouge passe sous le grand pont", "ABCD-efgh-1234"],
)
def test_strong_passwords_are_taken(password: str) -> None:
    validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "Vélo-rou-12",  # 11 characters
        "velorouge4242",  # 13 characters of two kinds
        "velo rouge velo rouge velo rouge velo",  # seven words, but two different ones
        "password1234",
        "",
        "a" * 201,
    ],
)
def test_weak_passwords_are_refused_with_the_rule(password: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_password(password)
    assert "12" in " ".join(refusal.value.messages) or len(password) > 200


def test_a_password_resembling_the_person_is_refused() -> None:
    person = Person(email="camille.martin@example.org", first_name="Camille", last_name="Martin-Dupont")
    with pytest.raises(ValidationError):
        validate_password("Camille.Martin@1", person)
