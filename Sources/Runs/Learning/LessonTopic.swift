import FoveaDatasets

/// A step of the walk through what a classifier is made of, in the order in which one builds on the other.
public enum LessonTopic: String, Hashable, Sendable, CaseIterable, Codable {
  /// The derivative as a limit and as a number.
  case derivative
  /// Matrices, transpose, dot product.
  case matrices
  /// One neuron: weighted sum, sigmoid, loss, cost.
  case neuron
  /// Gradient descent on a cost that can be drawn.
  case descent
  /// Logistic regression on pictures of two classes.
  case logistic
  /// Forward and back propagation on a 2-2-1 network, by hand.
  case propagation
  /// Activations, their derivatives, and what goes wrong with them.
  case activations
  /// Why there is more than one layer.
  case depth
  /// Convolutions: filters and their maps.
  case filters
  /// A recurrent network that reads rows.
  case states
  /// Pictures of a generator, epoch after epoch.
  case samples

  /// The title of its page.
  public var title: String {
    switch self {
    case .derivative: "The derivative"
    case .matrices: "Matrices and the dot product"
    case .neuron: "A neuron, its loss and its cost"
    case .descent: "Gradient descent"
    case .logistic: "Logistic regression on pictures"
    case .propagation: "Forward and back propagation"
    case .activations: "Activations"
    case .depth: "Why depth"
    case .filters: "Convolution: filters and maps"
    case .states: "A recurrent network reads rows"
    case .samples: "A generator learns to draw"
    }
  }

  /// What is learned from it, in a line.
  public var abstract: String {
    switch self {
    case .derivative: "a limit, a number, and why a smaller step is not always a better one"
    case .matrices: "transpose, product and dot product, and that a layer of a network is one of them"
    case .neuron: "weighted sum, sigmoid, the loss of one sample, the cost of all of them"
    case .descent: "the path over a cost: a rate too small, right and too large, and where the border lies"
    case .logistic: "two classes of pictures, and what was learned as a picture"
    case .propagation: "a network of 2-2-1 units with every number, by hand and by the engine"
    case .activations: "each with its derivative; saturation, vanishing gradients, dying units, rounding"
    case .depth: "XOR and two spirals: what one layer cannot tell apart"
    case .filters: "a convolution by hand, filters for edges, filters that were learned"
    case .states: "the state of an RNN after each row of a picture, and what it believes by then"
    case .samples: "what a GAN draws after some epochs, from noise to pictures"
    }
  }

  /// Whether it is about labeled pictures, those of the student or the sample data.
  public var needsPictures: Bool {
    switch self {
    case .logistic, .filters, .states, .samples: true
    case .derivative, .matrices, .neuron, .descent, .propagation, .activations, .depth: false
    }
  }

  /// The topics that a word means: `all`, or the name of one.
  ///
  /// - Throws: `LessonError.unknownTopic`.
  public static func topics(named name: String) throws(LessonError) -> [LessonTopic] {
    if name == "all" { return allCases }
    guard let topic = LessonTopic(rawValue: name) else { throw .unknownTopic(name) }
    return [topic]
  }
}
