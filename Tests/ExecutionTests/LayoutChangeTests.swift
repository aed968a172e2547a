import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaExecution

/// The changes of layout that `Layout.changesDirectly` lets one reorder do, over what kernels ask for.
///
/// All memory here is guarded, so that a byte beside it shows.
struct LayoutChangeTests {
  private static let elements: [Layout.Element] =
    Precision.bfloat16.isSupported ? [.float32, .bfloat16] : [.float32]

  /// Runs one reorder on guarded memory and returns the bytes that it wrote, padding included.
  private static func reorder(_ source: AlignedMemory, _ from: Layout, to: Layout) throws -> AlignedMemory {
    let kernel = try Kernel.reorder(node: "change", engine: try Engine.shared(), from: from, to: to)
    let result = try AlignedMemory(bytes: to.bytes, isGuarded: true)
    result.fillWithNaN()
    try BoundKernel.runOnce(kernel, from: (source.address, from), to: (result.address, to))
    #expect(source.isIntact && result.isIntact, "\(from.dimensions): from \(from.ordering) to \(to.ordering)")
    return result
  }

  private static func isCounted(_ memory: AlignedMemory, _ count: Int) -> Bool {
    FloatScan.isCounted(UnsafeBufferPointer(rebasing: memory.floats.prefix(count)))
  }

  private static func numbers(_ count: Int) throws -> AlignedMemory {
    let memory = try AlignedMemory(bytes: count * 4, isGuarded: true)
    FloatScan.count(into: UnsafeMutableBufferPointer(rebasing: memory.floats.prefix(count)))
    return memory
  }

  /// Takes numbers to `layout` and, where that can be left, back: nothing may be lost, and padding is zero.
  private static func checkRoundTrip(_ layout: Layout, _ name: String) throws {
    let count = layout.dimensions.reduce(1, *)
    let (plain, numbers) = (try layout.plain(), try numbers(count))
    let moved = try reorder(numbers, plain, to: layout)
    guard layout.ordering != .opaque else { return }
    if layout.element == .float32 {
      let written = UnsafeBufferPointer(rebasing: moved.floats.prefix(layout.bytes / 4))
      #expect(FloatScan.zeros(in: written) == written.count - count, "\(name): padding")
    }
    let back = try reorder(moved, layout, to: plain)
    #expect(Self.isCounted(back, count), "\(name): \(layout.dimensions)")
  }

  /// The layouts of weights that `kernels` ask for, each once.
  private static func weights(of kernels: [Kernel?]) throws -> [Layout] {
    var found: [Layout] = []
    for kernel in kernels.compactMap(\.self) {
      for role in [Role.weights, .weightsGradient] {
        guard let layout = try kernel.optionalLayout(role), !found.contains(where: { $0.isEqual(to: layout) })
        else { continue }
        found.append(layout)
      }
    }
    return found
  }

  private static func convolutions(
    _ inputs: Int, _ outputs: Int, side: Int, groups: Int, _ element: Layout.Element, training: Bool
  ) throws -> [Kernel?] {
    let engine = try Engine.shared()
    let window = Window(kernel: Extent(height: side, width: side))
    let source = try Layout.any([2, inputs * groups, 9, 9], element: element)
    let destination = try Layout.any([2, outputs * groups, 10 - side, 10 - side], element: element)
    let extent = groups > 1 ? [groups, outputs, inputs, side, side] : [outputs, inputs, side, side]
    let (weights, gradient) = (try Layout.any(extent, element: element), try Layout.any(extent))
    return ConvolutionAlgorithm.allCases.flatMap { algorithm -> [Kernel?] in
      guard
        let forward = try? Kernel.convolution(
          node: "", engine: engine, isTraining: training, algorithm: algorithm, window: window,
          source: source,
          weights: weights, bias: nil, destination: destination, fusion: .none)
      else { return [] }
      guard training else { return [forward] }
      return [
        forward,
        try? Kernel.convolutionSourceGradient(
          engine: engine, algorithm: algorithm, window: window, sourceGradient: source, weights: weights,
          destinationGradient: destination, forward: forward),
        try? Kernel.convolutionWeightsGradient(
          engine: engine, algorithm: algorithm, window: window, source: source, weightsGradient: gradient,
          biasGradient: nil, destinationGradient: destination, forward: forward),
      ]
    }
  }

  private static let widths = [1, 2, 3, 4, 8, 9, 15, 16, 17, 24, 32, 33, 64, 67]

  @Test(arguments: [1, 2, 3, 5, 7], elements)
  func weightsOfConvolutionsGoThereAndBack(side: Int, element: Layout.Element) throws {
    var count = 0
    for outputs in Self.widths {
      for inputs in [1, 3, 8, 16, 17, 32, 67] {
        let kernels =
          try Self.convolutions(inputs, outputs, side: side, groups: 1, element, training: true)
          + Self.convolutions(inputs, outputs, side: side, groups: 1, element, training: false)
        for layout in try Self.weights(of: kernels) {
          try Self.checkRoundTrip(layout, "\(side)×\(side)")
          count += 1
        }
      }
    }
    #expect(count > 98)
  }

  @Test(arguments: [1, 3, 5], elements)
  func weightsOfGroupsGoThereAndBack(side: Int, element: Layout.Element) throws {
    for groups in [2, 3, 8, 16, 17, 32, 67] {
      for (inputs, outputs) in [(1, 1), (1, 2), (2, 2), (4, 8), (8, 8), (16, 16), (17, 5)] {
        let kernels =
          try Self.convolutions(inputs, outputs, side: side, groups: groups, element, training: true)
          + Self.convolutions(inputs, outputs, side: side, groups: groups, element, training: false)
        for layout in try Self.weights(of: kernels) {
          try Self.checkRoundTrip(layout, "\(groups) groups of \(side)×\(side)")
        }
      }
    }
  }

  /// Products behind images: their weights have blocks that need not be padded, for every number of outputs.
  @Test(arguments: elements)
  func weightsOfHeadsGoThereAndBack(element: Layout.Element) throws {
    let engine = try Engine.shared()
    for outputs in 1...67 {
      for (channels, side) in [(3, 2), (8, 1), (16, 1), (20, 1), (32, 3), (67, 1), (64, 7)] {
        let image = [2, channels, side, side]
        let destination = try Layout([2, outputs], element: element)
        let sources = [
          try Layout(image, element: element), try Layout.any(image, element: element),
          try Layout.image(image, block: 8, element: element),
          try Layout.image(image, block: 16, element: element),
          try Layout(
            image, strides: [channels * side * side, 1, side * channels, channels], element: element),
        ]
        var kernels: [Kernel?] = []
        for source in sources {
          let extent = [outputs] + image.dropFirst()
          let (weights, gradient) = (try Layout.any(extent, element: element), try Layout.any(extent))
          for training in [true, false] {
            guard
              let forward = try? Kernel.innerProduct(
                node: "", engine: engine, isTraining: training, source: source, weights: weights, bias: nil,
                destination: destination, fusion: .none)
            else { continue }
            kernels.append(forward)
            guard training, let settled = try? forward.layout(.source) else { continue }
            kernels.append(
              try? Kernel.innerProductSourceGradient(
                engine: engine, sourceGradient: settled, weights: weights, destinationGradient: destination,
                forward: forward))
            kernels.append(
              try? Kernel.innerProductWeightsGradient(
                engine: engine, source: settled, weightsGradient: gradient, biasGradient: nil,
                destinationGradient: destination, forward: forward))
          }
        }
        #expect(!kernels.isEmpty)
        for layout in try Self.weights(of: kernels) { try Self.checkRoundTrip(layout, "\(outputs) outputs") }
      }
    }
  }

  @Test func weightsOfTransposedConvolutionsGoThereAndBack() throws {
    let engine = try Engine.shared()
    for (inputs, outputs) in [(1, 1), (3, 8), (8, 3), (16, 16), (17, 2), (32, 64), (67, 5)] {
      for side in [1, 2, 3, 4] {
        let window = Window(kernel: Extent(height: side, width: side))
        let source = try Layout.any([2, inputs, 5, 5])
        let destination = try Layout.any([2, outputs, 4 + side, 4 + side])
        let weights = try Layout.any([outputs, inputs, side, side])
        let forward = try Kernel.deconvolution(
          node: "", engine: engine, isTraining: true, window: window, source: source, weights: weights,
          bias: nil,
          destination: destination, fusion: .none)
        let kernels = [
          forward,
          try Kernel.deconvolutionSourceGradient(
            engine: engine, window: window, sourceGradient: source, weights: weights,
            destinationGradient: destination, forward: forward),
          try Kernel.deconvolutionWeightsGradient(
            engine: engine, window: window, source: source, weightsGradient: weights, biasGradient: nil,
            destinationGradient: destination, forward: forward),
        ]
        for layout in try Self.weights(of: kernels) {
          try Self.checkRoundTrip(layout, "transposed \(side)×\(side)")
        }
      }
    }
  }

  /// Images go from every order to every other, also as other numbers.
  @Test func imagesChangeDirectly() throws {
    for channels in 1...67 {
      for (height, width) in [(1, 1), (2, 3), (7, 7)] {
        let dimensions = [2, channels, height, width]
        let strides = [height * width * channels, 1, width * channels, channels]
        let layouts = try Self.elements.flatMap { element in
          [
            try Layout(dimensions, element: element),
            try Layout(dimensions, strides: strides, element: element),
            try Layout.image(dimensions, block: 8, element: element),
            try Layout.image(dimensions, block: 16, element: element),
          ]
        }
        let (count, plain) = (dimensions.reduce(1, *), try Layout(dimensions))
        let numbers = try Self.numbers(count)
        for from in layouts {
          let there = from.isEqual(to: plain) ? numbers : try Self.reorder(numbers, plain, to: from)
          for to in layouts where !from.isEqual(to: to) {
            #expect(from.changesDirectly(to: to))
            let moved = try Self.reorder(there, from, to: to)
            let back = to.isEqual(to: plain) ? moved : try Self.reorder(moved, to, to: plain)
            #expect(
              Self.isCounted(back, count),
              "\(dimensions): \(from.element) \(from.ordering) to \(to.element) \(to.ordering)")
          }
        }
      }
    }
  }

  /// oneDNN 2.6.3 offers a reorder from the one order to the other and writes past the end of the target.
  @Test(arguments: [1, 2, 4, 8])
  func blockedWeightsOfAHeadDoNotChangeDirectly(outputs: Int) throws {
    let engine = try Engine.shared()
    let image = [2, 8, 1, 1]
    let product = try Kernel.innerProduct(
      node: "", engine: engine, isTraining: true, source: try Layout.image(image, block: 16),
      weights: try Layout.any([outputs, 8, 1, 1]), bias: nil, destination: try Layout([2, outputs]),
      fusion: .none)
    let wanted = try product.layout(.weights)
    // ABcd16b16a, as the kernel of the gradient writes it.
    let written = try Kernel.convolution(
      node: "", engine: engine, isTraining: true, algorithm: .direct, window: Window(kernel: 1),
      source: try Layout.any([2, 64, 4, 4]), weights: try Layout.any([64, 64, 1, 1]), bias: nil,
      destination: try Layout.any([2, 64, 4, 4]), fusion: .none
    ).layout(.weights)
    if wanted.ordering == .blocked, written.ordering == .blocked {
      #expect(!written.changesDirectly(to: wanted))
    }
    try Self.checkRoundTrip(wanted, "\(outputs) outputs")
  }
}
