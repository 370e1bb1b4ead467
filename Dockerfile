# The image of sqsd:
#
#   docker build -t sqsd .
#   docker run --name sqsd -p 9324:9324 -v sqsd:/data sqsd
#   docker exec sqsd sqsctl ls

FROM swift:6.3-bookworm AS build
WORKDIR /sqsd
COPY Scripts/install-dependencies Scripts/
RUN Scripts/install-dependencies build
COPY . .
RUN binary=$(Scripts/build-release | tail -n 1) \
    && install -D "$binary" /out/sqsd \
    && install -D "$(dirname "$binary")/sqsctl" /out/sqsctl

FROM debian:bookworm-slim
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends libsqlite3-0 libre2-9 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home sqsd \
    && install -d -o sqsd -g sqsd -m 0700 /data
COPY --from=build /out/sqsd /out/sqsctl /usr/bin/
COPY LICENSE /usr/share/doc/sqsd/LICENSE
USER sqsd
# A container's own address is as private as its network; publish the port to 127.0.0.1 where that is not private.
ENV SQSD_HOST=0.0.0.0 SQSD_DATA_DIR=/data
VOLUME /data
EXPOSE 9324
HEALTHCHECK --interval=15s --timeout=3s --start-period=5s --start-interval=1s CMD ["/usr/bin/sqsd", "health"]
ENTRYPOINT ["/usr/bin/sqsd"]
