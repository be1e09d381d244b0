# The workers, and every other command: everything that is pinned, torch with CUDA included.
FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/limner
COPY constraints.txt pyproject.toml README.md ./
# The packages before the code: a change of the code alone installs nothing anew.
ENV PIP_CACHE_DIR=/var/cache/pip
RUN --mount=type=cache,target=/var/cache/pip \
    python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > wanted.txt \
    && /opt/limner/bin/pip install --disable-pip-version-check --constraint constraints.txt --requirement wanted.txt \
    && /opt/limner/bin/pip install --disable-pip-version-check --constraint constraints.txt --no-deps gfpgan
COPY . .
RUN /opt/limner/bin/pip install --disable-pip-version-check --no-deps .

FROM python:3.11-slim
# A font for captions in most scripts, Chinese among them; and a compiler, by which torch compiles networks.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk g++ && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 1001 --create-home limner && install --directory --owner limner /data /models
COPY --from=build /opt/limner /opt/limner
ENV PATH=/opt/limner/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    LIMNER_DATA=/data \
    HF_HOME=/models \
    TORCHINDUCTOR_CACHE_DIR=/models/compiled \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
USER limner
WORKDIR /home/limner
VOLUME ["/data", "/models"]
ENTRYPOINT ["limner"]
CMD ["worker", "images"]
