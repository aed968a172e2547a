import Foundation
import FoveaFiles
import FoveaImages
import FoveaInference

/// Pictures of a trained generator, as PNG files and on one sheet; the same seed makes the same bytes.
///
/// A generator that knows classes fills a folder for each of them, which is labeled data that everything else reads.
public struct SampleRun: Sendable {
  /// The generator, or the run folder that has one.
  public let generator: String
  /// How many pictures are made.
  public let count: Int
  /// The class that they are of; nil makes each class in its turn.
  public let className: String?
  /// Decides the random numbers.
  public let seed: UInt64
  /// The folder for the pictures, new or empty.
  public let output: String

  /// Makes the job; nothing happens before it is performed.
  public init(generator: String, count: Int, className: String? = nil, seed: UInt64 = 0, output: String) {
    self.generator = generator
    self.count = count
    self.className = className
    self.seed = seed
    self.output = output
  }

  /// Makes the pictures; gives the path of the sheet.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> String {
    let bundle = try GeneratorBundle(contentsOf: RunFolder.generator(at: generator))
    let label = try className.map { try bundle.label(of: $0, path: generator) }
    let contents = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
    guard contents.isEmpty else { throw RunFolderError.exists(path: output) }
    try FileSystem.makeFolder(output)
    let labels = (0..<count).map { label ?? (bundle.isConditional ? $0 % bundle.classes.count : 0) }
    let images = try monitor.phase("making pictures") {
      try Generator(bundle).images(labels: labels, seed: seed)
    }
    let names = FolderSorter.folderNames(of: bundle.classes)
    try monitor.phase {
      for (index, image) in images.enumerated() {
        try monitor.requireGoingOn()
        let name = bundle.classes[labels[index]]
        let folder = bundle.isConditional ? output + "/" + (names[name] ?? name) : output
        try FileSystem.makeFolder(folder)
        try AtomicFile.write(try image.pngBytes(), to: "\(folder)/\(SampleSheet.number(index + 1)).png")
        if index % 64 == 0 { monitor.advance("writing pictures", index, of: count) }
      }
    }
    let sheet = output + "/sheet.png"
    let columns = label == nil && bundle.isConditional ? bundle.classes.count : 8
    try AtomicFile.write(
      try SampleSheet.image(images, columns: min(columns, 32))?.pngBytes() ?? [], to: sheet)
    return sheet
  }
}

extension GeneratorBundle {
  /// The position of a class that this generator can be asked for.
  ///
  /// - Throws: `AdversarialError` where it knows no classes, or not this one.
  func label(of name: String, path: String) throws(AdversarialError) -> Int {
    guard let label = classes.firstIndex(of: name) else {
      throw .unknownClass(name, known: classes)
    }
    guard isConditional || classes.count == 1 else { throw .notConditional(path: path) }
    return label
  }
}
