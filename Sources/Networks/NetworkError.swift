/// What is wrong with the definition of a network.
public enum NetworkError: Error, Hashable, Sendable {
  /// A network without nodes.
  case empty
  /// Two nodes with one name, or a name that is kept.
  case duplicateName(String)
  /// A node takes its input from what is no earlier node.
  case unknownInput(node: String, input: String)
  /// A file has an operation that this version does not know.
  case unknownOperation(node: String, kind: String)
  /// A setting of an operation is out of bounds.
  case invalid(node: String, field: String, expected: String, received: String)
  /// An operation cannot take what reaches it.
  case shape(node: String, operation: String, expected: String, received: [Shape], remedy: String)
  /// There is no architecture of that name.
  case unknownArchitecture(String, known: [String])
  /// An architecture cannot be built for that input, classes or settings.
  case architecture(String, expected: String, received: String, remedy: String)
}

extension NetworkError: CustomStringConvertible {
  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .empty:
      return "the network has no nodes; add at least one operation"
    case .duplicateName(let name):
      return
        "two nodes of the network are named '\(name)', or the name is empty or 'input'; give each its own name"
    case .unknownInput(let node, let input):
      return
        "node '\(node)' takes its input from '\(input)', which is not an earlier node; put that node before it"
    case .unknownOperation(let node, let kind):
      return "node '\(node)' has the operation '\(kind)', which this version does not know; update Fovea"
    case .invalid(let node, let field, let expected, let received):
      return "node '\(node)', \(field): expected \(expected), received \(received)"
    case .shape(let node, let operation, let expected, let received, let remedy):
      let shapes = received.map(\.description).joined(separator: " and ")
      return
        "node '\(node)' (\(operation)): expected \(expected), received \(shapes.isEmpty ? "no input" : shapes); \(remedy)"
    case .unknownArchitecture(let name, let known):
      return "no architecture is named '\(name)'; choose one of \(known.joined(separator: ", "))"
    case .architecture(let name, let expected, let received, let remedy):
      return "architecture '\(name)': expected \(expected), received \(received); \(remedy)"
    }
  }
}
