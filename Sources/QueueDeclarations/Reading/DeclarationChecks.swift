/// What holds between queues.
extension QueueDeclarations {
    /// What is wrong with the dead-letter queues: their kind, and queues that lead back to themselves.
    func mistakes(place: (DeclaredQueue) -> Place) -> [Remark] {
        var mistakes: [Remark] = []
        for queue in queues {
            guard let target = queue.definition.deadLetter?.queueName else { continue }
            if target == queue.name {
                mistakes.append(Remark(place(queue), "\(queue.name) cannot be its own dead-letter queue."))
            } else if isFIFOName(target) != queue.isFIFO {
                let kind = queue.isFIFO ? "a FIFO queue" : "a standard queue"
                mistakes.append(
                    Remark(
                        place(queue),
                        "\(queue.name) is \(kind), and so its dead-letter queue has to be, not \(target)."
                    )
                )
            }
        }
        for circle in circles() {
            guard let first = circle.first, let queue = queues.first(where: { $0.name == first }) else { continue }
            let path = (circle + [first]).joined(separator: " → ")
            mistakes.append(Remark(place(queue), "Dead-letter queues lead back to where they began: \(path)."))
        }
        return mistakes
    }

    /// What is wrong with the dead-letter queues where some of the queues were added to those of a file.
    package func mistakes(among names: Set<String>, source: String) -> [String] {
        // Mistakes of the file alone have been told with their lines.
        guard !names.isEmpty else { return [] }
        let own = Place(source)
        return mistakes { names.contains($0.name) ? own : Place("") }.filter { $0.place == own }.map(\.description)
    }

    /// Circles of more than one queue, each from the queue that is declared first.
    private func circles() -> [[String]] {
        let next = Dictionary(
            queues.compactMap { queue in
                queue.definition.deadLetter.map { (queue.name, $0.queueName) }
            }
        ) { first, _ in first }
        var isDone: Set<String> = []
        var circles: [[String]] = []
        for queue in queues where !isDone.contains(queue.name) {
            var path: [String] = []
            var position: [String: Int] = [:]
            var name = queue.name
            while !isDone.contains(name), position[name] == nil, let target = next[name] {
                position[name] = path.count
                path.append(name)
                name = target
            }
            if let start = position[name], path.count - start > 1 { circles.append(Array(path[start...])) }
            isDone.formUnion(path)
            isDone.insert(name)
        }
        return circles
    }

    /// The queues with dead-letter queues before those that name them, else in the order of the file.
    package var inDependencyOrder: [DeclaredQueue] {
        let byName = Dictionary(queues.map { ($0.name, $0) }) { first, _ in first }
        var isPlaced: Set<String> = []
        var result: [DeclaredQueue] = []
        for queue in queues {
            var chain: [DeclaredQueue] = []
            var current: DeclaredQueue? = queue
            while let queue = current, isPlaced.insert(queue.name).inserted {
                chain.append(queue)
                current = queue.definition.deadLetter.flatMap { byName[$0.queueName] }
            }
            result += chain.reversed()
        }
        return result
    }
}
