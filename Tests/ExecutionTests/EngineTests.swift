import Foundation
import FoveaExecution
import Testing

struct EngineTests {
  /// `Scripts/test-onednn` builds against one version and may be given another to run on by the linker.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["FOVEA_ONEDNN_MAJOR"] != nil,
      "FOVEA_ONEDNN_MAJOR names no version; Scripts/test-onednn does"))
  func theVersionIsTheOneAskedFor() throws {
    let major = try #require(ProcessInfo.processInfo.environment["FOVEA_ONEDNN_MAJOR"])
    #expect(oneDNNVersion.hasPrefix("\(major)."), "oneDNN \(oneDNNVersion) was loaded")
  }

  @Test func theVersionHasThreeNumbers() {
    #expect(oneDNNVersion.split(separator: ".").compactMap { Int($0) }.count == 3)
  }
}
