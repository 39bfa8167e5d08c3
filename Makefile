.PHONY: run
PYTHON := .venv/bin/python

var/local.env:
	@mkdir -p var
	@printf 'PLAIN_HTTP=on\nSECRET_KEY=%s\n' "$$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))')" > $@
