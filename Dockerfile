# One image for web, worker and beat; docker-compose.yml says which is which.
FROM python:3.11-slim-trixie AS packages
ENV UV_LINK_MODE=copy
WORKDIR /build
RUN pip install --no-cache-dir uv==0.13.9
COPY requirements*.txt ./
# Reading scans brings 200 MB; without them: docker build --build-arg REQUIREMENTS=requirements.txt .
ARG REQUIREMENTS=requirements-ocr.txt
RUN uv venv /opt/site && uv pip install --no-cache --python /opt/site/bin/python -r "$REQUIREMENTS"

FROM python:3.11-slim-trixie
# LibreOffice opens .doc and .wps; the fonts are for what we print; the client is for
# backups, and has to be as new as the server (Debian 13 has 17); tini passes signals and reaps children.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-wqy-zenhei fontconfig libreoffice-calc-nogui libreoffice-writer-nogui postgresql-client tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home site \
    && install -d -o site -g site /data /srv/static

ENV PATH=/opt/site/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SITE_MODE=production \
    DATA_DIR=/data \
    STATIC_ROOT=/srv/static
COPY --from=packages /opt/site /opt/site
WORKDIR /app
COPY . .
USER site
# Names and compresses the static files; the secret of this one step is thrown away with it.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    ALLOWED_HOSTS=build SITE_URL=https://build python manage.py collectstatic --noinput
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["tini", "-g", "--"]
CMD ["gunicorn", "reportsite.wsgi:application", "--bind=0.0.0.0:8000", "--worker-class=gthread", \
     "--workers=2", "--threads=4", "--preload", "--max-requests=2000", "--max-requests-jitter=200", \
     "--no-control-socket"]
