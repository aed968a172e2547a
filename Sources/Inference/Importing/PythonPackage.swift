import Foundation
import FoveaInterchange

/// A Python package archive (`.whl`) as far as weights lie in it: the file, whose they are, and on what terms.
struct PythonPackage {
  /// The name of the file of weights, without its folders.
  let fileName: String
  let weights: [UInt8]
  /// The package's name and version.
  let title: String
  let license: String?

  private static let extensions = ["pth", "pt", "bin", "safetensors"]
  /// The texts that describe a package are short; longer ones are not read.
  private static let textLimit = 1 << 20

  /// Finds the one file of weights in the archive, and reads it.
  init(_ bytes: [UInt8], path: String) throws {
    let archive: ZipArchive
    do {
      archive = try ZipArchive(bytes)
    } catch {
      throw error.at(path)
    }
    let files = archive.members.filter { member in
      Self.extensions.contains(URL(fileURLWithPath: member.name).pathExtension.lowercased())
    }
    guard files.count == 1 else { throw ImportError.package(path: path, weights: files.map(\.name)) }
    fileName = URL(fileURLWithPath: files[0].name).lastPathComponent
    func text(_ isWanted: (String) -> Bool) throws -> String? {
      guard let member = archive.members.first(where: { $0.size <= Self.textLimit && isWanted($0.name) })
      else {
        return nil
      }
      return String(decoding: try archive.content(of: member), as: UTF8.self)
    }
    do {
      weights = try archive.content(of: files[0])
      let metadata = try text { $0.hasSuffix(".dist-info/METADATA") } ?? ""
      let fields = Self.fields(metadata)
      let name = fields["Name"] ?? URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
      title = [name, fields["Version"]].compactMap { $0 }.joined(separator: " ")
      let terms = try text { $0.contains(".dist-info/") && Self.isLicense($0) }
      let given = fields["License-Expression"] ?? fields["License"]
      license = given.flatMap { $0 == "UNKNOWN" ? nil : $0 } ?? terms.flatMap(Self.licenseName)
    } catch let error as InterchangeError {
      throw error.at(path)
    }
  }

  private static func isLicense(_ name: String) -> Bool {
    let file = URL(fileURLWithPath: name).lastPathComponent.uppercased()
    return file.hasPrefix("LICENSE") || file.hasPrefix("LICENCE") || file.hasPrefix("COPYING")
  }

  /// `Key: value` down to the first empty line; of a key that comes twice the first.
  private static func fields(_ metadata: String) -> [String: String] {
    var fields: [String: String] = [:]
    for line in metadata.split(separator: "\n", omittingEmptySubsequences: false) {
      let line = line.trimmingCharacters(in: .whitespaces)
      guard !line.isEmpty else { break }
      guard let colon = line.firstIndex(of: ":") else { continue }
      let (key, value) = (String(line[..<colon]), line[line.index(after: colon)...])
      if fields[key] == nil { fields[key] = value.trimmingCharacters(in: .whitespaces) }
    }
    return fields
  }

  /// The short name of a license by its text, else how the text begins.
  private static func licenseName(_ text: String) -> String? {
    let known = [
      ("Apache License", "Apache-2.0"), ("Apache Software License 2.0", "Apache-2.0"),
      ("Permission is hereby granted, free of charge", "MIT"),
      ("Redistribution and use in source and binary forms", "BSD"),
    ]
    if let match = known.first(where: { text.contains($0.0) }) { return match.1 }
    return text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .first { !$0.isEmpty }
      .map { String($0.prefix(100)) }
  }
}
