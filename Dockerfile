# The one executable in a small Alpine image. Everything that goes in comes from the lock file.

FROM node:22-alpine AS build
WORKDIR /app
# Bun's own package holds its musl build; `bun build --compile` embeds the runtime that runs it.
RUN apk add --no-cache libstdc++ && npm install --global bun@1.4.5
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile --production
COPY tsconfig.json ./
COPY scripts ./scripts
COPY public ./public
COPY src ./src
RUN bun scripts/build.ts

FROM alpine:3.22
RUN apk add --no-cache libstdc++ ca-certificates \
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
