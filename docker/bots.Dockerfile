# The bots, the page and the migrations: no torch, a tenth of the workers' image.
FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/limner
COPY constraints.txt docker/bots.txt ./
ENV PIP_CACHE_DIR=/var/cache/pip
RUN --mount=type=cache,target=/var/cache/pip \
    /opt/limner/bin/pip install --disable-pip-version-check --constraint constraints.txt --requirement bots.txt
COPY . .
RUN /opt/limner/bin/pip install --disable-pip-version-check --no-deps .

FROM python:3.11-slim
RUN useradd --uid 1001 --create-home limner && install --directory --owner limner /data
COPY --from=build /opt/limner /opt/limner
ENV PATH=/opt/limner/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    LIMNER_DATA=/data
USER limner
WORKDIR /home/limner
VOLUME ["/data"]
ENTRYPOINT ["limner"]
CMD ["bot", "web"]
