package import PrometheusText
package import QueueService
package import QueueStore

/// The page at `/metrics`.
package final class MetricsPage: Sendable {
    /// What an answer with this page has as its `Content-Type`.
    package static let contentType = ExpositionWriter.contentType

    private let registry: PrometheusRegistry
    private let metrics: ServiceMetrics
    private let operating: any QueueOperating
    private let clock: any TimeSource
    private let daemon: DaemonFigures

    /// - Parameters:
    ///   - registry: what was counted.
    ///   - metrics: knows which queues have figures of their own.
    ///   - operating: asked for the figures of queues.
    ///   - clock: the service's own.
    ///   - daemon: asked for all else.
    package init(
        registry: PrometheusRegistry,
        metrics: ServiceMetrics,
        operating: any QueueOperating,
        clock: any TimeSource,
        daemon: DaemonFigures
    ) {
        self.registry = registry
        self.metrics = metrics
        self.operating = operating
        self.clock = clock
        self.daemon = daemon
    }

    /// The page as of now, in UTF-8.
    package func bytes() async -> [UInt8] {
        let queues = await QueueFigures.gather(from: operating, metrics: metrics, at: clock.now)
        let isReady = await daemon.isReady()
        return registry.exposition { writer in
            queues.write(to: &writer)
            writer.write(MetricTable.queueCount, queues.count)
            writer.write(MetricTable.longPolls, queues.longPolls)
            writer.write(MetricTable.ready, isReady ? 1 : 0)
            daemon.write(to: &writer)
            ProcessFigures.now().write(to: &writer)
        }
    }
}

extension DaemonFigures {
    fileprivate func write(to writer: inout ExpositionWriter) {
        let counts = connections().map { MetricSample(Double($0.count), [("state", $0.state)]) }
        writer.write(MetricTable.connections, counts)
        let sizes = storeFiles.compactMap { file in
            fileBytes(file.path).map { MetricSample(Double($0), [("file", file.label)]) }
        }
        writer.write(MetricTable.storeBytes, sizes)
        let disk = dataDirectory.flatMap(DiskFigures.init(of:))
        writer.write(MetricTable.diskFree, disk?.free)
        writer.write(MetricTable.diskSize, disk?.size)
        writer.write(MetricTable.diskFreeLimit, disk.map { _ in diskFreeLimit })
        writer.write(MetricTable.draining, isDraining() ? 1 : 0)
        writer.write(MetricTable.startTime, [MetricSample(Double(startedAt.milliseconds) / 1000)])
        let versions = [("version", version), ("swift", swift), ("sqlite", sqlite)]
        writer.write(MetricTable.buildInfo, [MetricSample(1, versions)])
    }
}

extension ProcessFigures {
    fileprivate func write(to writer: inout ExpositionWriter) {
        writer.write(MetricTable.cpu, cpuSeconds.map { [MetricSample($0)] } ?? [])
        writer.write(MetricTable.residentMemory, residentBytes)
        writer.write(MetricTable.virtualMemory, virtualBytes)
        writer.write(MetricTable.openFiles, openFiles)
        writer.write(MetricTable.mostOpenFiles, mostOpenFiles)
        writer.write(MetricTable.threads, threads)
    }
}

extension ExpositionWriter {
    /// A metric of one number; nothing where it is not known.
    fileprivate mutating func write(_ family: MetricFamily, _ value: Int?) {
        write(family, value.map { [MetricSample(Double($0))] } ?? [])
    }
}
