"""Sign-in, people, mandates, invitations."""

from tests.access.harness import Row, everyone

TO_SIGNED_IN = everyone(200)
FOR_VISITORS = everyone(302, anonymous=200)

ROWS = [
    Row("account_login", expect=FOR_VISITORS),
    Row("account_logout", expect=everyone(200, anonymous=302)),
    Row("account_email", expect=TO_SIGNED_IN),
]
