import Foundation
import FoveaNetworks
import Testing

@testable import FoveaExecution

/// The guard mode itself: that it sees what it is there to see.
struct MemoryGuardTests {
  @Test(arguments: [0, 4, 60, 64, 100, 4096, 5000])
  func memoryEndsAtTheGuard(bytes: Int) throws {
    let memory = try AlignedMemory(bytes: bytes, isGuarded: true)
    #expect(memory.bytes >= bytes && memory.bytes < bytes + 5)
    #expect(Int(bitPattern: memory.address) % 64 == 0)
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let beyond = (Int(bitPattern: memory.address) + memory.bytes + 63) / 64 * 64
    #expect(beyond % page == 0, "the end and what is missing to a cache line is the end of a page")
    #expect(memory.floats.allSatisfy { $0 == 0 })
    #expect(memory.isIntact)
  }

  @Test func aByteBesideTheMemoryShows() throws {
    let memory = try AlignedMemory(bytes: 20, isGuarded: true)
    memory.address.storeBytes(of: 1, toByteOffset: 20, as: UInt8.self)
    #expect(!memory.isIntact)
    let other = try AlignedMemory(bytes: 20, isGuarded: true)
    other.address.storeBytes(of: 1, toByteOffset: -1, as: UInt8.self)
    #expect(!other.isIntact)
  }

  @Test func aByteBeyondTheLineStopsTheProcess() async {
    await #expect(processExitsWith: .signal(SIGSEGV)) {
      let memory = try AlignedMemory(bytes: 64, isGuarded: true)
      memory.address.storeBytes(of: 1, toByteOffset: 64, as: UInt8.self)
    }
    await #expect(processExitsWith: .signal(SIGSEGV)) {
      let memory = try AlignedMemory(bytes: 4096, isGuarded: true)
      memory.address.storeBytes(of: 1, toByteOffset: -1, as: UInt8.self)
    }
  }

  @Test func whatNobodyWroteIsNaN() throws {
    let memory = try AlignedMemory(bytes: 64, isGuarded: true)
    memory.fillWithNaN()
    #expect(memory.floats.allSatisfy { $0.isNaN })
  }

  /// A step that writes beside its memory, and one that reads what nobody wrote, in a plan made by hand.
  @Test func aPlanThatWritesBesideItsMemoryIsStopped() throws {
    let vector = try Layout([5])
    let operand = Operand(place: .arena(1), layout: vector)
    func plan(_ body: @escaping @Sendable (LoopArguments) -> Void) -> Plan {
      Plan(
        batch: 1, prologue: [], steps: [Step(node: "a", work: .loop("writing", [operand], body))],
        forwardCount: 1,
        ports: [
          .input: Plan.Location(buffer: 0, count: 5), .logits: Plan.Location(buffer: 1, count: 5),
        ], buffers: [20, 20], constants: [], parameterLayouts: [], movesStatistics: false)
    }
    func run(_ plan: Plan) throws -> [Float] {
      let arena = try PlanMemory(plan.arena, isGuarded: true)
      let steps = GuardedSteps(plan, arena: arena, constants: try PlanMemory(plan.constants, isGuarded: true))
      let address = arena.address(of: 1)
      try steps.run(plan.steps[0], at: 0) {
        guard case .loop(_, _, let body) = plan.steps[0].work else { return }
        body(LoopArguments(addresses: [address], random: RandomSource(seed: 0)))
      }
      return Array(UnsafeBufferPointer(start: address.assumingMemoryBound(to: Float.self), count: 5))
    }
    let error = #expect(throws: ExecutionError.self) { try run(plan { $0.floats(0)[5] = 1 }) }
    #expect(
      error?.description
        == "node 'a': writing wrote out of bounds; report this with the output of 'fovea inspect'"
    )
    let sums = try run(plan { $0.floats(0)[0] = 1 })
    #expect(sums[0] == 1)
    #expect(sums[1...].allSatisfy { $0.isNaN })
  }
}
