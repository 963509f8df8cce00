# sweep-worker, and sweep for pulling data: .NET's runtime, libtorch and libjpeg-turbo, no shell. Built from the repository's root:
#   docker build -f k8s/images/worker.Dockerfile -t REGISTRY/sweep/worker:VERSION .
#   docker build -f k8s/images/worker.Dockerfile --build-arg TORCH=cuda -t REGISTRY/sweep/worker-cuda:VERSION .
# Exact tags and digests: as in coordinator.Dockerfile.

FROM node:22.12.0-bookworm-slim AS page
WORKDIR /source/Coordinator/Web
COPY Coordinator/Web/package.json Coordinator/Web/package-lock.json ./
RUN npm ci
COPY Coordinator/Web ./
RUN npm run build

FROM mcr.microsoft.com/dotnet/sdk:10.0.100-noble AS build
ARG TORCH=cpu
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
RUN apt-get update && apt-get install -y --no-install-recommends libturbojpeg=2.1.5-2ubuntu2 && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
COPY --from=page /source/Coordinator/Web/dist Coordinator/Web/dist
RUN dotnet publish Cli -c Release -o /app -p:Torch=${TORCH} -p:ContinuousIntegrationBuild=true -p:PagesAreBuilt=true

FROM mcr.microsoft.com/dotnet/aspnet:10.0.0-noble-chiseled
LABEL org.opencontainers.image.title="sweep-worker" \
      org.opencontainers.image.description="Trains and prunes networks as a coordinator of sweep tells it to" \
      org.opencontainers.image.documentation="docs/kubernetes.md" \
      org.opencontainers.image.version="0.1.0"
COPY --from=build --chown=0:0 /usr/lib/x86_64-linux-gnu/libturbojpeg.so.0 /usr/lib/x86_64-linux-gnu/
COPY --from=build --chown=0:0 /app /app
# NVIDIA's container toolkit adds the driver's libraries for these; without a GPU they mean nothing.
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    DOTNET_EnableDiagnostics=0 \
    HOME=/tmp \
    SWEEP_HOME=/var/lib/sweep \
    TORCH_CPP_LOG_LEVEL=ERROR \
    PATH=/app:/usr/bin
WORKDIR /tmp
USER 1654:1654
EXPOSE 5083
ENTRYPOINT ["/app/sweep-worker"]
