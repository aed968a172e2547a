import Foundation
package import FoveaInference
import Yams

/// A recipe as a person wrote it: some settings with the lines that they stand in, in YAML or JSON.
///
/// Every key is known and every value of its kind; whether the values can be followed is seen where they are used.
public struct RecipeFile: Hashable, Sendable {
  /// The file.
  public let path: String
  /// The settings, by key.
  package let entries: [String: Entry]

  /// A value and where it stands.
  package struct Entry: Hashable, Sendable {
    package let value: JSONValue
    package let line: Int
  }

  /// A recipe of a person is a page; what is larger is another file.
  private static let limit = 1 << 20

  /// A file without settings.
  package static let empty = RecipeFile(path: "", entries: [:])

  private init(path: String, entries: [String: Entry]) {
    self.path = path
    self.entries = entries
  }

  /// Reads a file.
  public init(contentsOf path: String) throws(RecipeFileError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw RecipeFileError(
        path: path,
        errno == ENOENT || errno == ENOTDIR
          ? .missing : .unreadable(reason: String(cString: strerror(errno))))
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw RecipeFileError(path: path, .unreadable(reason: "it is a folder; give the recipe.yaml in it"))
    }
    guard status.st_size <= RecipeFile.limit else {
      throw RecipeFileError(path: path, .tooLarge(bytes: Int(status.st_size), limit: RecipeFile.limit))
    }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw RecipeFileError(path: path, .unreadable(reason: "it cannot be opened"))
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw RecipeFileError(path: path, .unreadable(reason: "it is not UTF-8 text"))
    }
    try self.init(text, path: path)
  }

  /// Reads `text`; `path` is what errors call it.
  public init(_ text: String, path: String) throws(RecipeFileError) {
    var entries: [String: Entry] = [:]
    for (key, node) in try RecipeFile.pairs(of: text, path) {
      guard let name = key.scalar?.string else {
        throw RecipeFileError(path: path, line: key.line, .notKeys(received: "a key that is no word"))
      }
      guard let field = RecipeField.named(name) else {
        throw RecipeFileError(
          path: path, line: key.line, .unknownKey(name, nearest: RecipeField.nearest(to: name)))
      }
      guard entries[name] == nil else {
        throw RecipeFileError(path: path, line: key.line, .duplicateKey(name))
      }
      let value = try RecipeFile.value(of: node, path, name)
      guard field.accepts(value) else {
        throw RecipeFileError(
          path: path, line: node.line,
          .value(key: name, expected: field.kind.words, received: value.words))
      }
      if let number = value.numberOutOfRange {
        throw RecipeFileError(
          path: path, line: node.line,
          .value(key: name, expected: "numbers of single precision, up to 3.4e38", received: "\(number)"))
      }
      entries[name] = Entry(value: value, line: key.line ?? 1)
    }
    self.init(path: path, entries: entries)
  }

  private static func pairs(
    of text: String, _ path: String
  ) throws(RecipeFileError) -> [(key: Node, value: Node)] {
    if let line = text.lineOfReference {
      throw RecipeFileError(
        path: path, line: line, .syntax(reason: "references (& and *) have no use in a recipe"))
    }
    let root: Node?
    do {
      root = try Parser(yaml: text).singleRoot()
    } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
      throw RecipeFileError(path: path, line: context.mark.line, .duplicateKey(keys.first ?? ""))
    } catch let error as YamlError {
      throw RecipeFileError(path: path, line: error.line, .syntax(reason: error.words))
    } catch {
      throw RecipeFileError(path: path, .syntax(reason: "\(error)"))
    }
    guard let root else { return [] }
    // A file of comments alone.
    if root.scalar?.string.isEmpty == true { return [] }
    guard case .mapping(let mapping) = root else {
      throw RecipeFileError(
        path: path, line: root.line,
        .notKeys(received: root.sequence == nil ? "a single value" : "a list"))
    }
    return mapping.map { ($0.key, $0.value) }
  }
}

extension RecipeFile {
  /// Nested values of the only settings that have them are this deep.
  private static let depth = 6
  /// More values than any setting has.
  private static let count = 2000

  private static func value(of node: Node, _ path: String, _ key: String) throws(RecipeFileError) -> JSONValue
  {
    var left = count
    return try value(of: node, depth: depth, &left, path, key)
  }

  private static func value(
    of node: Node, depth: Int, _ left: inout Int, _ path: String, _ key: String
  ) throws(RecipeFileError) -> JSONValue {
    left -= 1
    guard depth > 0, left > 0 else {
      throw RecipeFileError(
        path: path, line: node.line,
        .value(key: key, expected: "a plain value", received: "a structure that is too large"))
    }
    switch node {
    case .scalar(let scalar): return value(of: scalar)
    case .sequence(let nodes):
      var values: [JSONValue] = []
      for node in nodes { values.append(try value(of: node, depth: depth - 1, &left, path, key)) }
      return .array(values)
    case .mapping(let pairs):
      var values: [String: JSONValue] = [:]
      for (name, node) in pairs {
        values[name.scalar?.string ?? ""] = try value(of: node, depth: depth - 1, &left, path, key)
      }
      return .object(values)
    case .alias:
      throw RecipeFileError(path: path, line: node.line, .syntax(reason: "a reference to nothing"))
    }
  }

  /// A word as JSON would read it, where it is not quoted: `no`, `010` and `1_000`, which mean something else in some
  /// versions of YAML, are text.
  private static func value(of scalar: Node.Scalar) -> JSONValue {
    let text = scalar.string
    guard scalar.style == .plain || scalar.style == .any else { return .string(text) }
    switch text {
    case "", "~", "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default: break
    }
    let digits = text.drop { $0 == "-" }
    guard let first = digits.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
      return .string(text)
    }
    if !digits.contains(where: { !$0.isASCII || !$0.isNumber }) {
      if digits.count > 1, first == UInt8(ascii: "0") { return .string(text) }
      // Only a seed may be larger, and takes it as text.
      return Int64(text).map(JSONValue.integer) ?? .string(text)
    }
    guard digits.allSatisfy({ "0123456789.eE+-".contains($0) }), let value = Double(text), value.isFinite
    else {
      return .string(text)
    }
    return .number(value)
  }
}

extension Node {
  /// From 1.
  fileprivate var line: Int? { mark?.line }
}

extension String {
  /// The line, from 1, of the first anchor or alias of YAML; nil where there is none.
  ///
  /// A few of them make a small file a value without end, so none reaches the parser.
  fileprivate var lineOfReference: Int? {
    var line = 1
    var (isStart, isComment, isEscaped) = (true, false, false)
    var quote: Unicode.Scalar?
    var (last, closed): (Unicode.Scalar, Unicode.Scalar?) = ("\n", nil)
    // By scalars: with a mark behind it a quote is no longer the character of a quote, but ends the text still.
    for scalar in unicodeScalars {
      let (before, ended) = (last, closed)
      (last, closed) = (scalar, nil)
      if scalar.isLineEnd {
        if scalar != "\n" || before != "\r" { line += 1 }
        (isStart, isComment, isEscaped) = (true, false, false)
      } else if let open = quote {
        if isEscaped {
          isEscaped = false
        } else if open == "\"", scalar == "\\" {
          isEscaped = true
        } else if scalar == open {
          (quote, closed) = (nil, open)
        }
      } else if scalar == "'", ended == "'" {
        // Two of them within a text mean one.
        quote = scalar
      } else if isComment || scalar.properties.isWhitespace {
        continue
      } else if scalar == "#", before.properties.isWhitespace {
        isComment = true
      } else if isStart, scalar == "\"" || scalar == "'" {
        quote = scalar
        isStart = false
      } else if isStart, scalar == "&" || scalar == "*" {
        return line
      } else {
        isStart = ":,[{?-".unicodeScalars.contains(scalar)
      }
    }
    return nil
  }
}

extension Unicode.Scalar {
  /// Whether YAML ends a line there.
  fileprivate var isLineEnd: Bool { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(self) }
}

extension YamlError {
  fileprivate var line: Int? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    default: nil
    }
  }

  fileprivate var words: String {
    switch self {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
      problem
    default: "\(self)"
    }
  }
}
