import COneDNN

/// How the elements of a tensor lie in memory: dimensions, element type, and row-major, strided or blocked order.
final class Layout: @unchecked Sendable {
  enum Element: Sendable {
    case float32
    case bfloat16
    case uint8

    var raw: fovea_dnn_type {
      switch self {
      case .float32: FOVEA_DNN_F32
      case .bfloat16: FOVEA_DNN_BF16
      case .uint8: FOVEA_DNN_U8
      }
    }

    /// Bytes of one.
    var size: Int {
      switch self {
      case .float32: 4
      case .bfloat16: 2
      case .uint8: 1
      }
    }
  }

  // Written in init and deinit only; oneDNN reads descriptors from any thread.
  let pointer: OpaquePointer

  init(owning pointer: OpaquePointer) { self.pointer = pointer }

  /// Row-major order, or the given strides in elements.
  convenience init(
    _ dimensions: [Int], strides: [Int]? = nil, element: Element = .float32
  ) throws(ExecutionError) {
    try self.init(dimensions, strides: strides, element: element, any: false)
  }

  /// Dimensions whose order is left to the kernel that is created with this layout.
  static func any(_ dimensions: [Int], element: Element = .float32) throws(ExecutionError) -> Layout {
    try Layout(dimensions, strides: nil, element: element, any: true)
  }

  /// A part of this layout in the memory of the whole; fails where the part would cut through a block.
  func part(_ dimensions: [Int], at offsets: [Int], node: String) throws(ExecutionError) -> Layout {
    let (sizes, starts) = (dimensions.map(Int64.init), offsets.map(Int64.init))
    return Layout(
      owning: try create("a part of a layout", node: node) {
        fovea_dnn_layout_part(pointer, sizes, starts, $0)
      })
  }

  /// `[N, C, H, W]` in blocks of 8 or 16 channels, the last of which may be padded.
  static func image(_ dimensions: [Int], block: Int, element: Element = .float32) throws(ExecutionError)
    -> Layout
  {
    let sizes = dimensions.map(Int64.init)
    return Layout(
      owning: try create("an image of \(dimensions)", node: "") {
        fovea_dnn_layout_create_image(sizes, element.raw, Int32(block), $0)
      })
  }

  private convenience init(
    _ dimensions: [Int], strides: [Int]?, element: Element, any: Bool
  ) throws(ExecutionError) {
    let sizes = dimensions.map(Int64.init)
    let steps = strides?.map(Int64.init)
    let type = element.raw
    self.init(
      owning: try create("a layout of \(dimensions)", node: "") { result in
        sizes.withUnsafeBufferPointer { sizes in
          guard let steps else {
            return fovea_dnn_layout_create(
              Int32(sizes.count), sizes.baseAddress, nil, type, any ? 1 : 0, result)
          }
          return steps.withUnsafeBufferPointer { steps in
            fovea_dnn_layout_create(
              Int32(sizes.count), sizes.baseAddress, steps.baseAddress, type, any ? 1 : 0, result)
          }
        }
      })
  }

  deinit { fovea_dnn_layout_destroy(pointer) }

  /// Bytes of memory that a tensor in this layout takes, padding included.
  var bytes: Int { fovea_dnn_layout_bytes(pointer) }

  /// The extent along each dimension, without padding.
  var dimensions: [Int] {
    var sizes = Array(repeating: Int64(0), count: 12)
    let rank = Int(fovea_dnn_layout_dimensions(pointer, &sizes))
    return sizes.prefix(rank).map(Int.init)
  }

  var element: Element {
    switch fovea_dnn_layout_type(pointer) {
    case FOVEA_DNN_BF16: .bfloat16
    case FOVEA_DNN_U8: .uint8
    default: .float32
    }
  }

  /// Whether blocks reach beyond the last channel.
  var isPadded: Bool { bytes > dimensions.reduce(element.size, *) }

  /// The same dimensions in row-major order, as single-precision numbers.
  func plain() throws(ExecutionError) -> Layout { try Layout(dimensions) }

  /// How the elements are ordered.
  enum Ordering: Sendable {
    /// The last dimension is innermost.
    case rowMajor
    /// Of `[N, C, H, W]`: channels last, or in blocks.
    case image
    /// Every other order that strides and blocks describe.
    case blocked
    /// Known to the kernel that asked for it alone.
    case opaque
  }

  var ordering: Ordering {
    switch fovea_dnn_layout_ordering(pointer) {
    case FOVEA_DNN_ROW_MAJOR: .rowMajor
    case FOVEA_DNN_IMAGE: .image
    case FOVEA_DNN_BLOCKED: .blocked
    default: .opaque
    }
  }

  /// Whether `[N, C, H, W]` lies in memory as nhwc.
  var isChannelsLast: Bool {
    get throws(ExecutionError) {
      let size = dimensions
      guard size.count == 4 else { return false }
      return isEqual(
        to: try Layout(
          size, strides: [size[1] * size[2] * size[3], 1, size[3] * size[1], size[1]], element: element))
    }
  }

  /// How many channels each block of nChw8c or nChw16c has, where that is the order and channels fill their blocks.
  var imageBlock: Int? { block(FOVEA_DNN_IMAGE_BLOCKS) }
  /// The same of OIhw8i8o and OIhw16i16o.
  var weightsBlock: Int? { block(FOVEA_DNN_WEIGHTS_BLOCKS) }

  private func block(_ order: fovea_dnn_order) -> Int? {
    let channels = fovea_dnn_layout_block(pointer, order)
    return channels > 0 ? Int(channels) : nil
  }

  func isEqual(to other: Layout) -> Bool {
    self === other || fovea_dnn_layout_equal(pointer, other.pointer) != 0
  }
}
