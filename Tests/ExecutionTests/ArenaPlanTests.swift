import FoveaNetworks
import Testing

@testable import FoveaExecution

/// The planner of memory, without kernels: arithmetic on sizes and times.
struct ArenaPlanTests {
  private static func request(_ bytes: Int, _ lifetime: ClosedRange<Int>) -> ArenaPlan.Request {
    ArenaPlan.Request(bytes: bytes, lifetime: lifetime)
  }

  /// Every offset is aligned and inside, and no two requests that live at one time share a byte.
  private static func expectSound(_ requests: [ArenaPlan.Request], _ plan: ArenaPlan) {
    #expect(plan.offsets.count == requests.count)
    for (index, request) in requests.enumerated() {
      let start = plan.offsets[index]
      #expect(start >= 0 && start % ArenaPlan.alignment == 0 && start + request.bytes <= plan.bytes)
      for other in requests.indices where other > index {
        guard requests[other].lifetime.overlaps(request.lifetime) else { continue }
        let (from, to) = (plan.offsets[other], plan.offsets[other] + requests[other].bytes)
        #expect(
          to <= start || start + request.bytes <= from, "requests \(index) and \(other) lie over each other")
      }
    }
  }

  @Test func nothingNeedsNothing() {
    #expect(ArenaPlan([]).bytes == 0)
    #expect(ArenaPlan([]).offsets.isEmpty)
  }

  @Test func valuesOfOneTimeLieSideBySideAndOthersShare() {
    // A chain: each step reads the value before and writes its own, so two are alive at once.
    let chain = (0..<6).map { ArenaPlanTests.request(640, $0...$0 + 1) }
    let plan = ArenaPlan(chain)
    ArenaPlanTests.expectSound(chain, plan)
    #expect(plan.bytes == 2 * 640)
    let together = (0..<6).map { _ in ArenaPlanTests.request(640, 0...1) }
    #expect(ArenaPlan(together).bytes == 6 * 640)
    let apart = (0..<6).map { ArenaPlanTests.request(640, $0...$0) }
    #expect(ArenaPlan(apart).bytes == 640)
  }

  @Test func smallRequestsFillTheGapsOfLargeOnes() {
    let requests = [
      ArenaPlanTests.request(64, 0...9), ArenaPlanTests.request(1024, 0...3),
      ArenaPlanTests.request(1024, 5...9),
      ArenaPlanTests.request(512, 4...4), ArenaPlanTests.request(512, 4...4),
    ]
    let plan = ArenaPlan(requests)
    ArenaPlanTests.expectSound(requests, plan)
    #expect(plan.bytes == 1024 + 64)
  }

  @Test func sizesAreRoundedToTheAlignment() {
    let requests = [ArenaPlanTests.request(1, 0...0), ArenaPlanTests.request(65, 0...0)]
    let plan = ArenaPlan(requests)
    ArenaPlanTests.expectSound(requests, plan)
    #expect(plan.bytes == 64 + 128)
  }

  @Test(arguments: 0..<40)
  func randomPlansAreSound(_ seed: Int) {
    var random = RandomSource(seed: UInt64(seed))
    let requests = (0..<Int.random(in: 1...60, using: &random)).map { _ in
      let start = Int.random(in: 0...20, using: &random)
      return ArenaPlanTests.request(
        Int.random(in: 0...5000, using: &random), start...start + Int.random(in: 0...10, using: &random))
    }
    let plan = ArenaPlan(requests)
    ArenaPlanTests.expectSound(requests, plan)
    // Never more than all side by side, never less than what lives at one time.
    func rounded(_ bytes: Int) -> Int { max(1, (bytes + 63) / 64) * 64 }
    let most =
      (0...30).map { time in
        requests.filter { $0.lifetime.contains(time) }.reduce(0) { $0 + rounded($1.bytes) }
      }.max() ?? 0
    #expect(plan.bytes >= most)
    #expect(plan.bytes <= requests.reduce(0) { $0 + rounded($1.bytes) })
  }
}
