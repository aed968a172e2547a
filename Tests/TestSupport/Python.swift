import Foundation

/// The Python that reads files back with the tools they are meant for, where there is one.
package enum Python {
  /// The interpreter that `FOVEA_PYTHON` names, else the one that `Scripts/setup --tests` makes, else the system's.
  package static let name: String = {
    if let given = ProcessInfo.processInfo.environment["FOVEA_PYTHON"] { return given }
    let own = TestPaths.package + "/.build/python/bin/python3"
    return FileManager.default.isExecutableFile(atPath: own) ? own : "python3"
  }()

  package static let hasTensorBoard = ((try? run("import tensorboard"))?.status ?? 1) == 0

  /// What a script says on standard output, and its exit status.
  package static func run(_ script: String, _ arguments: [String] = []) throws -> (
    status: Int32, output: String
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name, "-c", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }

  /// Prints the scalars and pictures of a run, as TensorBoard itself reads them, as JSON:
  /// `{"scalars": {tag: [[step, value], …]}, "images": {tag: [[step, width, height, digest of the PNG], …]}}`.
  package static let eventReader = """
    import hashlib, json, sys
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "images": 0})
    events.Reload()
    tags = events.Tags()
    print(json.dumps({
        "scalars": {t: [[e.step, e.value] for e in events.Scalars(t)] for t in tags["scalars"]},
        "images": {t: [[e.step, e.width, e.height, hashlib.sha256(e.encoded_image_string).hexdigest()]
                       for e in events.Images(t)] for t in tags["images"]},
    }))
    """
}
