import Foundation
import FoveaFiles
import Synchronization

/// What was found to be the fastest on this machine, kept in a file between runs.
///
/// The file is named by the machine (`Machine.name`), since the answer depends on it. One that cannot be
/// read counts as empty, one that cannot be written is done without: nothing but time is lost.
package final class TuningMemory: Sendable {
  private let path: String
  private let known: Mutex<KernelChoices>

  /// - Parameter folder: `$XDG_CACHE_HOME/fovea/tuning` if it is not given.
  package init(folder: String? = nil) {
    let folder = folder ?? UserFolders.cache + "/tuning"
    let name = Machine.name + ".json"
    path = folder + "/" + String(name.map { $0.isLetter || $0.isNumber || "-._".contains($0) ? $0 : "-" })
    let stored = FileManager.default.contents(atPath: path).flatMap {
      try? JSONDecoder().decode(KernelChoices.self, from: $0)
    }
    known = Mutex(stored ?? KernelChoices())
  }

  /// The algorithm remembered for `key`, or the one that `measure` finds, which is remembered.
  func algorithm(
    for key: String, measure: () throws(ExecutionError) -> ConvolutionAlgorithm
  ) throws(ExecutionError) -> ConvolutionAlgorithm {
    if let known = known.withLock({ $0[key] }) { return known }
    let found = try measure()
    let all = known.withLock { known in
      known[key] = found
      return known
    }
    write(all)
    return found
  }

  private func write(_ choices: KernelChoices) {
    try? FileSystem.makeFolder(FileSystem.folder(of: path))
    try? JSONDocument.write(choices, to: path)
  }
}
