import Foundation
import FoveaFiles

/// Which columns of a manifest have the paths and the labels, and what codes in place of labels mean.
public struct ManifestColumns: Hashable, Sendable, Codable {
  /// The column of the paths.
  public var path: String
  /// The column of the labels.
  public var label: String
  /// The class that each code of the label column means; empty where labels are names.
  public var names: [String: String]

  /// The columns `path` and `label`, whose labels are names.
  public static let standard = ManifestColumns()

  /// Makes a mapping; what is left out is as usual.
  public init(path: String = "path", label: String = "label", names: [String: String] = [:]) {
    self.path = path
    self.label = label
    self.names = names
  }

  /// What the column `name` of a file is for; nil for one that means nothing here.
  ///
  /// - Parameter isExact: whether letters count as they are written, as keys of JSON do; else as in CSV they do not.
  func meaning(of name: String, isExact: Bool) -> String? {
    func fits(_ column: String) -> Bool {
      isExact ? name == column : name.lowercased() == column.lowercased()
    }
    if fits(path) { return "path" }
    if fits(label) { return "label" }
    return ["split", "group"].first(where: fits)
  }

  /// The codes, for people.
  var codes: String {
    let known = names.keys.sorted(by: NaturalOrder.areInIncreasingOrder)
    return known.prefix(10).joined(separator: ", ") + (known.count > 10 ? ", …" : "")
  }
}

extension ManifestColumns {
  /// Reads what codes mean: `0=cat,1=dog`, or a file with one such pair a line; in a file a comma may take the place of
  /// the equals sign, and names without codes are those of 0, 1, 2 and so on.
  ///
  /// - Throws: `DataError.labelNames` where a pair is damaged, or a code has two names.
  public static func names(_ text: String) throws -> [String: String] {
    guard FileManager.default.fileExists(atPath: text) else {
      return try names(text.split(separator: ",").map(String.init), of: text, separators: "=")
    }
    guard let data = FileManager.default.contents(atPath: text),
      var content = String(validating: data, as: UTF8.self)
    else { throw DataError.labelNames(text, expected: "a file of text in UTF-8", received: "other bytes") }
    if content.hasPrefix("\u{feff}") { content.removeFirst() }
    let lines = content.split(whereSeparator: \.isNewline).map(String.init).filter {
      !$0.trimmingCharacters(in: .whitespaces).isEmpty
    }
    // Names alone, line by line, are numbered.
    if !lines.contains(where: { $0.contains("=") || $0.contains(",") }) {
      let pairs = lines.enumerated().map { "\($0.offset)=\($0.element)" }
      return try names(pairs, of: text, separators: "=")
    }
    return try names(lines, of: text, separators: "=,")
  }

  private static func names(
    _ pairs: [String], of text: String, separators: String
  ) throws(DataError) -> [String: String] {
    var names: [String: String] = [:]
    for pair in pairs {
      guard let place = pair.firstIndex(where: { separators.contains($0) }) else {
        throw .labelNames(
          text, expected: "pairs such as 0=cat,1=dog, or a file of them", received: "'\(pair)'")
      }
      let code = pair[..<place].trimmingCharacters(in: .whitespaces)
      let name = pair[pair.index(after: place)...].trimmingCharacters(in: .whitespaces)
      guard !code.isEmpty, !name.isEmpty else {
        throw .labelNames(text, expected: "a code and a name", received: "'\(pair)'")
      }
      if let other = names.updateValue(name, forKey: code), other != name {
        throw .labelNames(
          text, expected: "one name for the code \(code)", received: "'\(other)' and '\(name)'")
      }
    }
    guard !names.isEmpty else {
      throw .labelNames(text, expected: "pairs such as 0=cat,1=dog, or a file of them", received: "none")
    }
    return names
  }
}
