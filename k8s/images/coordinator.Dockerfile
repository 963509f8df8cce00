# sweep-coordinator: .NET's runtime and the program, no shell, no package manager. Built from the repository's root:
#   docker build -f k8s/images/coordinator.Dockerfile -t REGISTRY/sweep/coordinator:VERSION .
# Each image below is named by an exact tag. To pin it to what was tested, add its digest: docker buildx imagetools inspect IMAGE, and then
# IMAGE@sha256:…

FROM node:22.12.0-bookworm-slim AS page
WORKDIR /source/Coordinator/Web
COPY Coordinator/Web/package.json Coordinator/Web/package-lock.json ./
RUN npm ci
COPY Coordinator/Web ./
RUN npm run build

# The system of this one and of the last one are the same, so that native files fit.
FROM mcr.microsoft.com/dotnet/sdk:10.0.100-noble AS build
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source
COPY . .
COPY --from=page /source/Coordinator/Web/dist Coordinator/Web/dist
RUN dotnet publish Coordinator -c Release -o /app -p:PublishReadyToRun=true -p:ContinuousIntegrationBuild=true -p:PagesAreBuilt=true

FROM mcr.microsoft.com/dotnet/aspnet:10.0.0-noble-chiseled
LABEL org.opencontainers.image.title="sweep-coordinator" \
      org.opencontainers.image.description="Keeps the sweeps of a cluster and hands their stages to workers" \
      org.opencontainers.image.documentation="docs/kubernetes.md" \
      org.opencontainers.image.version="0.1.0"
COPY --from=build --chown=0:0 /app /app
# Nothing is written but the home and /tmp, which are volumes; the diagnostics of .NET would want a socket.
ENV DOTNET_EnableDiagnostics=0 \
    HOME=/tmp \
    SWEEP_HOME=/var/lib/sweep \
    PATH=/app:/usr/bin
WORKDIR /tmp
USER 1654:1654
EXPOSE 5080 5081 5082
ENTRYPOINT ["/app/sweep-coordinator"]
