import Foundation
import TestSupport
import Testing

@testable import FoveaInterchange

@Suite("A hostile checkpoint")
struct CheckpointHostileTests {
  private static let save = "save it again with torch.save(model.state_dict(), path)"

  private static func zip(_ pickle: [UInt8]) -> [UInt8] {
    ZipBytes.archive([("archive/data.pkl", pickle), ("archive/data/0", Pickle.floats([1, 2]))])
  }

  @Test("that calls os.system is refused by that name, in both forms and as a bare pickle")
  func call() {
    let sentence =
      "w.pth: REDUCE of os.system is refused: a checkpoint is read as data, nothing in it is run; \(Self.save)"
    let attack = Pickle.reduce(Pickle.global("os", "system"), Pickle.tuple(Pickle.text("touch /tmp/owned")))
    #expect(checkpointProblem(Self.zip(Pickle.start + attack + Pickle.stop)) == sentence)
    #expect(checkpointProblem(Pickle.legacy(attack)) == sentence)
    #expect(checkpointProblem(Pickle.start + attack + Pickle.stop) == sentence)
    // Without a protocol, as the oldest pickles are.
    #expect(checkpointProblem(Self.zip(Array("cos\nsystem\n(S'id'\ntR.".utf8))) == sentence)
    let inside = Pickle.dictionary(Pickle.text("w"), attack)
    #expect(checkpointProblem(Pickle.legacy(inside)) == sentence)
    #expect(
      checkpointProblem(Self.zip(Pickle.start + Pickle.global("os", "system") + [0x7d, 0x62] + Pickle.stop))
        == "w.pth: BUILD of os.system is refused: a checkpoint is read as data, nothing in it is run; \(Self.save)"
    )
    #expect(
      checkpointProblem(Self.zip(Pickle.start + Pickle.text("eval") + [0x29, 0x52] + Pickle.stop))
        == "w.pth: REDUCE of str is refused: a checkpoint is read as data, nothing in it is run; \(Self.save)"
    )
  }

  @Test("with instructions that make objects is refused by their names")
  func opcodes() {
    for (byte, name) in [
      (0x81, "NEWOBJ"), (0x69, "INST"), (0x6f, "OBJ"), (0x92, "NEWOBJ_EX"), (0xfe, "0xfe"),
    ] {
      #expect(
        checkpointProblem(Self.zip(Pickle.start + [UInt8(byte)] + Pickle.stop))
          == "w.pth: the instruction \(name) at byte 2 of the pickle is refused: state dictionaries do without; \(Self.save)"
      )
    }
  }

  @Test("that nests a million deep is refused, however it nests")
  func depth() {
    let sentence =
      "w.pth: the pickle nests deeper than 64 levels, which no state dictionary does; \(Self.save)"
    let million = 1_000_000
    let marks = [UInt8](repeating: 0x28, count: million)
    let tuples = [0x4e] + [UInt8](repeating: 0x85, count: million)
    let lists = [UInt8](repeating: 0x5d, count: million) + [UInt8](repeating: 0x61, count: million - 1)
    for body in [marks, tuples, lists] {
      #expect(checkpointProblem(Self.zip(Pickle.start + body + Pickle.stop)) == sentence)
    }
    // A list that holds itself is no dictionary, and ends.
    let loop: [UInt8] = [0x5d, 0x71, 0, 0x68, 0, 0x61]
    #expect(
      checkpointProblem(Self.zip(Pickle.start + loop + Pickle.stop))
        == "w.pth: expected a dictionary of tensors, alone or as 'state_dict' or 'model', received list; \(Self.save)"
    )
  }

  @Test("with more values than memory is given is refused")
  func values() {
    let values = [0x28] + [UInt8](repeating: 0x4e, count: 1 << 21) + [0x74]
    #expect(
      checkpointProblem(Self.zip(Pickle.start + values + Pickle.stop))
        == "w.pth: the pickle has more than 1048576 values, which no state dictionary has; \(Self.save)")
  }

  @Test("that claims 2^62 elements is refused before memory is taken")
  func sizes() {
    let replace = "use an undamaged copy of the file"
    func problem(count: Int, shape: [Int], strides: [Int], offset: Int = 0) -> String {
      checkpointProblem(
        Pickle.legacy(
          Pickle.dictionary(
            Pickle.text("w"),
            Pickle.tensor(Pickle.storage(count: count), offset: offset, shape: shape, strides: strides)),
          storages: [("0", count, Pickle.floats([1, 2]))]))
    }
    #expect(
      problem(count: 1 << 62, shape: [1 << 62], strides: [1])
        == "w.pth: storage '0' of 4611686018427387904 elements of type F32: received more bytes than can be counted; \(replace)"
    )
    #expect(
      problem(count: 1 << 60, shape: [1 << 60], strides: [1])
        == "w.pth: storage '0' of 1152921504606846976 elements of type F32: received 8 bytes; \(replace)")
    for (shape, strides, offset) in [
      ([1 << 31, 1 << 31], [0, 0], 0), ([1 << 62], [0], 0), ([2], [2], 0), ([1], [1], 2), ([2], [1], -1),
      ([2], [.max], 0), ([2, 2], [1], 0), ([-1], [1], 0), ([3], [0], 0),
    ] {
      #expect(
        problem(count: 2, shape: shape, strides: strides, offset: offset)
          == "w.pth: a tensor of shape \(shape) with strides \(strides) from element \(offset) on does not lie in its storage of 2 elements; \(replace)"
      )
    }
  }

  @Test("with a storage that is unknown, missing or a part of another is refused")
  func storages() {
    func problem(_ storage: [UInt8], storages: [(String, Int, [UInt8])] = []) -> String {
      checkpointProblem(
        Pickle.legacy(
          Pickle.dictionary(Pickle.text("w"), Pickle.tensor(storage, shape: [1], strides: [1])),
          storages: storages))
    }
    #expect(
      problem(Pickle.storage("ComplexFloatStorage", count: 1))
        == "w.pth: tensors of type torch.ComplexFloatStorage are not supported: expected float, half, bfloat16 or double; convert the weights with .float() in PyTorch"
    )
    #expect(
      problem(Pickle.storage(count: 1))
        == "w.pth: expected the numbers of storage '0', received none; copy the file again")
    let view =
      Pickle.tuple(
        Pickle.text("storage"), Pickle.global("torch", "FloatStorage"), Pickle.text("0"), Pickle.text("cpu"),
        Pickle.integer(1), Pickle.tuple(Pickle.text("1"), Pickle.integer(0), Pickle.integer(1))) + [0x51]
    #expect(
      problem(view)
        == "w.pth: storage '0' is a part of another one, which is not supported; save it again with PyTorch")
    #expect(
      checkpointProblem(
        ZipBytes.archive([
          (
            "a/data.pkl",
            Pickle.start
              + Pickle.dictionary(
                Pickle.text("w"), Pickle.tensor(Pickle.storage(key: "7", count: 1), shape: [1], strides: [1]))
              + Pickle.stop
          )
        ])) == "w.pth: expected the numbers of storage '7', received none; copy the file again")
    #expect(
      checkpointProblem(
        ZipBytes.archive([("a/byteorder", Array("big".utf8)), ("a/data.pkl", [0x4e, 0x2e])]))
        == "w.pth: expected numbers with the least significant byte first, received the opposite; save it again on a little-endian machine"
    )
  }

  @Test("is refused, cut at any length", arguments: ["checkpoint-zip.pth", "checkpoint-legacy.pth"])
  func cut(_ name: String) throws {
    let bytes = try WeightsFile.bytes(of: golden(name))
    for length in stride(from: 0, to: bytes.count, by: bytes.count / 150 + 1) {
      #expect(throws: InterchangeError.self, "cut at \(length)") {
        try WeightsFile(bytes: Array(bytes.prefix(length)))
      }
    }
    #expect(
      checkpointProblem(Pickle.start + [0x58, 9, 0, 0, 0, 0x61])
        == "w.pth: the file is cut short: expected more of a pickle at byte 8; copy the file again")
  }

  @Test("is an error or the same kind of file, whichever byte is changed")
  func changed() throws {
    let bytes = try WeightsFile.bytes(of: golden("checkpoint-legacy.pth"))
    for index in stride(from: 0, to: bytes.count, by: 3) {
      var changed = bytes
      changed[index] ^= 0x11
      // Neither a trap nor a hang; numbers of the older form have no checksum, so some changes are read.
      do {
        let file = try WeightsFile(bytes: changed)
        #expect(!file.tensors.isEmpty)
      } catch {
        #expect(!"\(error)".isEmpty)
      }
    }
  }

  @Test("that is malformed says where")
  func malformed() {
    let replace = "use an undamaged copy of the file"
    for (body, place, expected) in [
      ([0x85], 2, "1 values before it"), ([0x74], 2, "a mark before it"),
      ([0x71, 0], 2, "a value before it"),
      ([0x68, 5], 2, "a value that was put away as 5"), ([0x4e, 0x4e], 4, "one value at its end"),
      ([0x58, 1, 0, 0, 0, 0xff], 2, "UTF-8"), ([0x63, 0x61], 2, "the end of a line"),
      ([0x4e, 0x4e, 0x61], 4, "items for a list, received None"),
      ([0x7d, 0x28, 0x4e, 0x75], 5, "keys and values for a dict, received dict"),
      ([0x4e, 0x51], 3, "('storage', type, key, device, count)"),
    ] as [([UInt8], Int, String)] {
      #expect(
        checkpointProblem(Self.zip(Pickle.start + body + Pickle.stop))
          == "w.pth: the pickle is damaged at byte \(place): expected \(expected); \(replace)")
    }
  }

  @Test("that is something else is named so")
  func others() {
    for bytes in [[], Array("GIF89a, and more".utf8), [UInt8](repeating: 0, count: 100)] {
      #expect(
        checkpointProblem(bytes)
          == "w.pth: expected a safetensors file or a checkpoint of PyTorch, received something else; check that this is the file you meant"
      )
    }
    #expect(
      checkpointProblem(Pickle.legacy(Pickle.dictionary(Pickle.text("lr"), [0x4e])))
        == "w.pth: expected a dictionary of tensors, alone or as 'state_dict' or 'model', received dict of 'lr'; \(Self.save)"
    )
  }
}
