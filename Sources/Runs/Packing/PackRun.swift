package import FoveaDatasets
import FoveaEvaluation
import FoveaFiles
package import FoveaImages
import FoveaNetworks

/// Labeled images as shards: a few large files, in which each part is in an order drawn at random.
package struct PackRun: Sendable {
  private let data: String
  private let output: String
  private let shardBytes: Int
  private let limits: DecodingLimits?
  private let seed: UInt64
  private let columns: ManifestColumns

  /// Makes the job; nothing happens before it is performed.
  ///
  /// - Parameters:
  ///   - data: the labeled images.
  ///   - output: the folder for the shards.
  ///   - shardBytes: the size from which on another shard is begun.
  ///   - limits: a picture beyond them is left out; where nil none is looked at.
  ///   - seed: decides the order.
  ///   - columns: which columns of a manifest are read, and what codes mean.
  package init(
    data: String, output: String, shardBytes: Int = 256 << 20, limits: DecodingLimits? = nil,
    seed: UInt64 = 0, columns: ManifestColumns = .standard
  ) {
    (self.data, self.output, self.shardBytes) = (data, output, shardBytes)
    (self.limits, self.seed, self.columns) = (limits, seed, columns)
  }

  /// What became of the images.
  package struct Outcome: Encodable, Sendable {
    private let shards: [String]
    private let packed: Int
    private let failed: Int

    init(_ outcome: ShardPacker.Outcome) {
      (shards, packed) = (outcome.files, outcome.packed)
      failed = outcome.issues.count { !$0.kind.isUsed }
    }

    /// The sentence for people.
    package var text: String {
      "\(Sentence.count(packed, "image")) in \(Sentence.count(shards.count, "shard")), \(TextNumber.count(failed)) could not be packed"
    }
  }

  /// Performs all of it on this thread.
  package func perform(_ monitor: RunMonitor = RunMonitor()) throws -> Outcome {
    let labeled = try LabeledData(path: data, columns: columns)
    for note in labeled.notes { try monitor.warn(.data(note)) }
    try FileSystem.makeFolder(output)
    let packer = ShardPacker(folder: output, shardBytes: shardBytes, limits: limits)
    var outcome = ShardPacker.Outcome()
    outcome.issues = labeled.issues
    let parts = Part.allCases.map { ($0.rawValue, labeled.parts[$0] ?? []) }
    for (name, samples) in parts + [("data", labeled.unassigned)] {
      var (shuffled, random) = (samples, RandomSource(seed: seed).stream("pack " + name))
      shuffled.shuffle(using: &random)
      try monitor.phase {
        try packer.pack(shuffled, classes: labeled.classes, prefix: name, into: &outcome) { done in
          monitor.advance("packing \(name)", done, of: samples.count)
          return !monitor.isCancelled
        }
      }
    }
    try monitor.warn(of: outcome.issues)
    return Outcome(outcome)
  }
}
