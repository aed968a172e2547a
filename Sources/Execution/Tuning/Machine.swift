import Foundation

/// What decides which algorithm is the fastest, and how its results are rounded.
package enum Machine {
  /// Processor, level, threads and version of oneDNN, such as
  /// `AMD EPYC-25-1-avx2-2-threads-onednn-2.6.3`.
  package static var name: String {
    "\(processor)-\(ProcessorLevel.current.word)-\(Threads.count)-threads-onednn-\(Engine.version)"
  }

  private static let processor: String = {
    let information = FileManager.default.contents(atPath: "/proc/cpuinfo").map {
      String(decoding: $0, as: UTF8.self)
    }
    let fields = (information ?? "").split(separator: "\n").prefix(30)
    func field(_ name: String) -> String? {
      fields.first { $0.hasPrefix(name) }?.split(separator: ":", maxSplits: 1).last.map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
    return [field("model name"), field("cpu family"), field("model\t")].compactMap(\.self).joined(
      separator: "-")
  }()
}
