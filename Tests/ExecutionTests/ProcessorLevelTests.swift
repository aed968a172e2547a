import Foundation
import FoveaNetworks
import Testing

@testable import FoveaExecution

/// One value says what the processor has; kernels, loops and gates of tests follow it.
struct ProcessorLevelTests {
  /// `Scripts/test` runs the tests once for each level that the hardware has, and says which that is.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["FOVEA_TEST_LEVEL"] != nil,
      "FOVEA_TEST_LEVEL names no level; Scripts/test does"))
  func theLevelIsTheOneAskedFor() {
    let asked = ProcessInfo.processInfo.environment["FOVEA_TEST_LEVEL"]
    #expect(ProcessorLevel.current.word == asked)
  }

  @Test func theLevelIsNoneThatTheHardwareLacks() {
    #expect(ProcessorLevel.current <= ProcessorLevel.hardware)
  }

  /// But for AVX without AVX2, whose kernels are wrong.
  @Test func oneDNNHasTheSameLevel() {
    let current = ProcessorLevel.current
    #expect(Engine.level == (current == .avx ? .sse41 : current))
  }

  @Test func eachLevelHasAWordOfItsOwn() {
    #expect(Set(ProcessorLevel.allCases.map(\.word)).count == ProcessorLevel.allCases.count)
  }

  @Test func theMachineIsNamedByWhatDecidesAChoice() {
    let name = Machine.name
    #expect(name.contains("-\(ProcessorLevel.current.word)-"))
    #expect(name.hasSuffix("-\(Threads.count)-threads-onednn-\(oneDNNVersion)"))
  }
}
