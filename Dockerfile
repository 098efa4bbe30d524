# The one executable in a small Alpine image. What is built into it comes from the lock file alone.

FROM oven/bun:1.4.5-alpine AS build
WORKDIR /app
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile --production
COPY tsconfig.json ./
COPY scripts/build.ts ./scripts/
COPY public ./public
COPY src ./src
# `--compile` puts the executable around the runtime that runs it: here Bun's build for musl.
RUN bun scripts/build.ts

FROM alpine:3.22
# Alpine keeps only the newest build of a package: a pinned one could not be installed for long.
# hadolint ignore=DL3018
RUN apk add --no-cache libstdc++ \
 && install -d -o 65532 -g 65532 /var/lib/torrent-notifier
COPY --from=build /app/dist/torrent-notifier /app/torrent-notifier
ENV HTTP_ADDR=:8070 \
    DATA_DIR=/var/lib/torrent-notifier
USER 65532:65532
VOLUME /var/lib/torrent-notifier
EXPOSE 8070
HEALTHCHECK --interval=10s --timeout=5s --retries=3 --start-period=5s \
  CMD ["/app/torrent-notifier", "healthcheck"]
ENTRYPOINT ["/app/torrent-notifier"]

# Last, so that another version leaves the layers above as they are.
ARG VERSION=0.1.0
ARG SOURCE=https://github.com/starsinc1708/TorrX
LABEL org.opencontainers.image.title="torrent-notifier" \
      org.opencontainers.image.description="The integrations service of T◎RRX: refreshes Jellyfin and Emby, serves Sonarr, Radarr and dashboards." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.licenses="MIT"
