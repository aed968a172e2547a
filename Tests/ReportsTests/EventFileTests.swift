import Foundation
import FoveaFiles
import TestSupport
import Testing

@testable import FoveaReports

@Suite("Event files")
struct EventFileTests {
  /// RFC 3720, appendix B.4, and the check value of the catalogue of CRC algorithms.
  @Test(
    arguments: [
      (Array("123456789".utf8), 0xE306_9283), ([], 0), ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
      ([UInt8](repeating: 255, count: 32), 0x62A8_AB43), ((0..<32).map { UInt8($0) }, 0x46DD_794E),
      ((0..<32).reversed().map { UInt8($0) }, 0x113F_DB5C),
    ] as [([UInt8], UInt32)])
  func checksumIsCastagnolis(_ bytes: [UInt8], _ expected: UInt32) {
    #expect(Checksum.crc32c(bytes) == expected)
  }

  /// As `tensorboard.summary.writer.record_writer` 2.21 writes the same messages.
  @Test(arguments: [
    (
      Event(time: 1.5, step: 0, .version),
      "1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c"
    ),
    (
      Event(time: 1.5, step: 300, .start),
      "100000000000000095fbfe1809000000000000f83f10ac023a020801713b788a"
    ),
    (
      Event(time: 1.5, step: 2, .summary([.scalar("a", 0.5), .scalar("b", 0)])),
      "2100000000000000017becf609000000000000f83f10022a140a080a0161150000003f0a080a0162150000000034e75781"
    ),
    (
      Event(
        time: 1.5, step: 2,
        .summary([
          .picture("p", Event.Picture(width: 2, height: 1, channels: 3, png: [1, 2], description: "d"))
        ])),
      "2300000000000000b09f774309000000000000f83f10022a160a140a0170220a080110021803220201024a031a0164ab904628"
    ),
  ])
  func recordsAreThoseOfTensorBoard(_ event: Event, _ expected: String) {
    #expect(event.record.map { String(format: "%02x", $0) }.joined() == expected)
  }

  @Test(arguments: [
    (1, "0801"), (127, "087f"), (128, "088001"), (300, "08ac02"), (-1, "08ffffffffffffffffff01"), (0, ""),
  ])
  func integersTakeSevenBitsAByte(_ value: Int, _ expected: String) {
    var message = ProtobufMessage()
    message.append(1, integer: value)
    #expect(message.bytes.map { String(format: "%02x", $0) }.joined() == expected)
  }

  @Test func everyStartMakesAFileAfterTheLast() throws {
    try TestPaths.withTemporaryFolder { folder in
      let run = folder + "/new/run"
      // The clock went back meanwhile.
      let paths = try [2_000_000_000.25, 2_000_000_000.75, 1_000_000_000].map { time in
        let file = try EventFile(folder: run, step: 7, time: time)
        try file.append(Event(time: time, step: 7, .summary([.scalar("x", 1)])))
        return file.path
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: run).sorted()
      #expect(paths == names.map { "\(run)/\($0)" })
      #expect(
        names.map { String($0.prefix(30)) } == [
          "events.out.tfevents.2000000000", "events.out.tfevents.2000000001",
          "events.out.tfevents.2000000002",
        ])
      for path in paths {
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        #expect(Records.contents(of: bytes)?.count == 3)
      }
    }
  }

  @Test func aFolderThatCannotBeMadeIsNamed() throws {
    try TestPaths.withTemporaryFolder { folder in
      let path = folder + "/file"
      try Data().write(to: URL(fileURLWithPath: path))
      #expect(throws: FileError.cannotCreateFolder(path: path + "/run", code: ENOTDIR)) {
        _ = try EventFile(folder: path + "/run", step: 0)
      }
    }
  }
}

/// Reads records back, checking both checksums.
enum Records {
  static func contents(of bytes: [UInt8]) -> [[UInt8]]? {
    var records: [[UInt8]] = []
    var rest = bytes[...]
    func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    while !rest.isEmpty {
      guard rest.count >= 16 else { return nil }
      let start = rest.startIndex
      let length = Int(number(rest[start..<start + 8]))
      guard UInt64(Checksum.masked(rest[start..<start + 8])) == number(rest[start + 8..<start + 12]),
        rest.count >= length + 16
      else { return nil }
      let content = rest[start + 12..<start + 12 + length]
      guard UInt64(Checksum.masked(content)) == number(rest[start + 12 + length..<start + 16 + length]) else {
        return nil
      }
      records.append(Array(content))
      rest = rest[(start + 16 + length)...]
    }
    return records
  }
}

@Suite(
  "Event files in TensorBoard",
  .enabled(if: Python.hasTensorBoard, "needs a Python with tensorboard; FOVEA_PYTHON may name it"))
struct TensorBoardTests {
  private struct Run: Decodable {
    let scalars: [String: [[Double]]]
  }

  @Test func aRunThatWentOnIsOneCurve() throws {
    try TestPaths.withTemporaryFolder { folder in
      // Epochs 1 to 5; killed, and gone on from epoch 4.
      for (first, last, start, value) in [(1, 5, 0, Float(0.5)), (4, 6, 4, 0.25)] {
        let file = try EventFile(folder: folder, step: start)
        for epoch in first...last {
          try file.append(
            Event(time: 1e9, step: epoch, .summary([.scalar("val_loss", value * Float(epoch))])))
        }
      }
      let (status, output) = try Python.run(Python.eventReader, [folder])
      try #require(status == 0)
      let run = try JSONDecoder().decode(Run.self, from: Data(output.utf8))
      #expect(run.scalars == ["val_loss": [[1, 0.5], [2, 1], [3, 1.5], [4, 1], [5, 1.25], [6, 1.5]]])
    }
  }
}
