import Foundation
import FoveaImages
import FoveaNetworks
import Testing

@testable import FoveaDatasets

@Suite struct AugmentationTests {
  /// A picture in which every pixel is another one.
  private static let image = Image(
    width: 12, height: 10, channels: 3, pixels: (0..<360).map { UInt8($0 * 7 % 251) })

  private static func changed(
    _ steps: [AugmentationStep], _ image: Image = image, epoch: Int = 1, sample: Int = 0, seed: UInt64 = 0
  ) throws -> Image {
    let draw = AugmentationDraw(Augmentation(steps), random: RandomSource(seed: seed), epoch: epoch)
    return try #require(draw).changed(image, sample: sample)
  }

  private static func gray(_ rows: [[UInt8]]) -> Image {
    Image(width: rows[0].count, height: rows.count, channels: 1, pixels: rows.flatMap { $0 })
  }

  @Test func flips() throws {
    let image = Self.gray([[1, 2, 3], [4, 5, 6]])
    #expect(
      try Self.changed([.horizontalFlip(probability: 1)], image) == Self.gray([[3, 2, 1], [6, 5, 4]]))
    #expect(try Self.changed([.verticalFlip(probability: 1)], image) == Self.gray([[4, 5, 6], [1, 2, 3]]))
    #expect(try Self.changed([.horizontalFlip(probability: 0)], image) == image)
  }

  @Test func aMoveRepeatsTheEdge() {
    var canvas = Canvas(width: 3, height: 1, channels: 1)
    let pixels: [UInt8] = [10, 20, 30]
    pixels.withUnsafeBufferPointer { canvas.load($0.baseAddress!) }
    canvas.move(.translation(1, 0))
    canvas.settle()
    #expect(canvas.pixels == [20, 30, 30])
    // Half a pixel is the mean of two.
    pixels.withUnsafeBufferPointer { canvas.load($0.baseAddress!) }
    canvas.move(.translation(0.5, 0))
    canvas.settle()
    #expect(canvas.pixels == [15, 25, 30])
  }

  @Test func movesThatUndoEachOtherChangeNothing() {
    var canvas = Canvas(width: 12, height: 10, channels: 3)
    Self.image.pixels.withUnsafeBufferPointer { canvas.load($0.baseAddress!) }
    canvas.move(.scaling(-1, 1))
    canvas.move(.translation(3, -2))
    canvas.move(.translation(-3, 2))
    canvas.move(.scaling(-1, 1))
    canvas.settle()
    #expect(canvas.pixels == Self.image.pixels)
  }

  @Test func aQuarterTurn() {
    var canvas = Canvas(width: 2, height: 2, channels: 1)
    let pixels: [UInt8] = [1, 2, 3, 4]
    pixels.withUnsafeBufferPointer { canvas.load($0.baseAddress!) }
    canvas.move(.rotation(90))
    canvas.settle()
    #expect(canvas.pixels == [3, 1, 4, 2] || canvas.pixels == [2, 4, 1, 3])
  }

  @Test func colors() {
    func applied(_ map: ColorMap, _ pixel: [UInt8]) -> [UInt8] {
      var pixel = pixel
      pixel.withUnsafeMutableBufferPointer { map.apply($0.baseAddress!, count: 1) }
      return pixel
    }
    #expect(applied(.brightness(1.5), [100, 200, 10]) == [150, 255, 15])
    #expect(applied(.contrast(0.5, mean: 100), [0, 100, 200]) == [50, 100, 150])
    // Luma of (100, 200, 50) is 29.9 + 117.4 + 5.7 = 153.
    #expect(applied(.saturation(0), [100, 200, 50]) == [153, 153, 153])
    #expect(applied(.saturation(1), [100, 200, 50]) == [100, 200, 50])
    // A turn by nothing is the identity, to the rounding of its constants; gray has no hue.
    #expect(applied(.hue(0.3), [90, 90, 90]) == [90, 90, 90])
    let whole = applied(.hue(1), [100, 200, 50])
    #expect(zip(whole, [100, 200, 50] as [UInt8]).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    let twice = ColorMap.brightness(2).then(.contrast(0.5, mean: 10))
    #expect(applied(twice, [20, 30, 40]) == [25, 35, 45])
  }

  @Test func equalizeAndAutoContrastAreThoseOfPillow() {
    // ImageOps.autocontrast and ImageOps.equalize of these 8 levels.
    let pixels: [UInt8] = [50, 50, 60, 70, 80, 90, 100, 150]
    func result(_ operation: PictureOperation) -> [UInt8] {
      var canvas = Canvas(width: 4, height: 2, channels: 1)
      pixels.withUnsafeBufferPointer { canvas.load($0.baseAddress!) }
      operation.apply(to: &canvas, strength: 1, sign: 1)
      return canvas.pixels
    }
    #expect(result(.autoContrast) == [0, 0, 25, 51, 76, 102, 127, 255])
    // Fewer pixels than levels: Pillow leaves the picture alone.
    #expect(result(.equalize) == pixels)
    #expect(result(.posterize) == [0, 0, 0, 64, 64, 64, 64, 128])
    #expect(result(.solarize) == pixels.map { 255 - $0 })
    #expect(result(.identity) == pixels)
  }

  @Test(arguments: Augmentation.Preset.allCases)
  func theDrawBelongsToSeedEpochAndSample(_ preset: Augmentation.Preset) throws {
    let steps = Augmentation(preset).steps
    guard !steps.isEmpty else {
      #expect(AugmentationDraw(Augmentation(preset), random: RandomSource(seed: 0), epoch: 1) == nil)
      return
    }
    let one = try Self.changed(steps, epoch: 3, sample: 5, seed: 7)
    #expect(try Self.changed(steps, epoch: 3, sample: 5, seed: 7) == one)
    var others: Set<Image> = []
    for index in 0..<20 {
      others.insert(try Self.changed(steps, epoch: 3, sample: 6 + index, seed: 7))
      others.insert(try Self.changed(steps, epoch: 4 + index, sample: 5, seed: 7))
    }
    #expect(others.count > 8, "\(others.count)")
  }

  @Test func everyStepKeepsTheSizeAndAFlatPicture() throws {
    let steps: [AugmentationStep] = [
      .horizontalFlip(), .verticalFlip(), .crop(), .resizedCrop(), .rotation(degrees: 45), .translation(),
      .blur(probability: 1, sigma: 20),
    ]
    for channels in [1, 3] {
      let flat = Image(
        width: 17, height: 9, channels: channels, pixels: Array(repeating: 77, count: 17 * 9 * channels))
      for sample in 0..<30 { #expect(try Self.changed(steps, flat, sample: sample) == flat) }
    }
  }

  @Test func everyOperationOfTheListRuns() throws {
    for operation in PictureOperation.allCases {
      for (channels, sign) in [(1, Float(1)), (3, -1)] {
        var canvas = Canvas(width: 9, height: 7, channels: channels)
        let pixels = (0..<63 * channels).map { UInt8($0 * 37 % 256) }
        pixels.withUnsafeBufferPointer { canvas.load($0.baseAddress!) }
        operation.apply(to: &canvas, strength: 0.7, sign: sign)
        canvas.settle()
        #expect(canvas.pixels.count == pixels.count)
        // Gray has no colour, and so few pixels nothing to equalise.
        let isStill =
          operation == .identity || operation == .equalize || (operation == .color && channels == 1)
        #expect((canvas.pixels == pixels) == isStill, "\(operation)")
      }
    }
  }

  @Test func alternatingFlipsShowBothSidesInTurn() throws {
    let image = Self.gray([[1, 2, 3], [4, 5, 6]])
    let mirrored = Self.gray([[3, 2, 1], [6, 5, 4]])
    let draws = (1...4).compactMap {
      AugmentationDraw(Augmentation([.alternatingFlip]), random: RandomSource(seed: 7), epoch: $0)
    }
    var first = 0
    for sample in 0..<200 {
      let seen = draws.map { $0.changed(image, sample: sample) }
      #expect(seen[0] == seen[2] && seen[1] == seen[3] && seen[0] != seen[1])
      #expect(seen.contains(image) && seen.contains(mirrored))
      first += seen[0] == image ? 1 : 0
    }
    #expect(first > 60 && first < 140, "\(first)")
    #expect(Augmentation([.alternatingFlip]).mirrors)
  }

  @Test func erasingFillsARectangle() throws {
    let flat = Image(width: 40, height: 40, channels: 1, pixels: Array(repeating: 0, count: 1600))
    for sample in 0..<20 {
      let erased = try Self.changed([.erasing(probability: 1, area: 0.2)], flat, sample: sample)
      let changed = erased.pixels.count { $0 != 0 }
      #expect(changed > 20 && changed < 400, "\(changed)")
    }
  }

  /// Decoded pictures of two classes.
  private static func store(count: Int, width: Int, height: Int) throws -> PixelStore {
    let folder = try Folder()
    for index in 0..<count {
      try folder.image("\(index % 2)/\(index).png", gray: index * 977, width: width, height: height)
    }
    let data = try LabeledData(path: folder.path)
    return try PixelStore(
      data.all, classes: data.classes,
      geometry: Preprocessing.Geometry(width: width, height: height, channels: .rgb))
  }

  @Test func fillIsTheSameForAnyNumberOfThreads() throws {
    let store = try Self.store(count: 40, width: 8, height: 8)
    let preprocessing = try Preprocessing(
      geometry: store.geometry, normalization: try .measured(on: store), layout: .planes)
    func filled(_ perform: (Int, (Int) -> Void) -> Void) throws -> [Float] {
      var target = [Float](repeating: 0, count: 40 * 192)
      try target.withUnsafeMutableBufferPointer {
        try store.fill(
          $0, samples: Array((0..<40).reversed()), preprocessing: preprocessing,
          augmenting: AugmentationDraw(Augmentation(.strong), random: RandomSource(seed: 1), epoch: 2),
          perform: perform)
      }
      return target
    }
    let inOrder = try filled { count, body in (0..<count).forEach(body) }
    let backwards = try filled { count, body in (0..<count).reversed().forEach(body) }
    #expect(inOrder == backwards)
  }

  @Test func fillBringsChangedPicturesToASmallerSize() throws {
    let store = try Self.store(count: 4, width: 12, height: 8)
    let full = try Preprocessing(
      geometry: store.geometry, normalization: Normalization(mean: [0, 0, 0], deviation: [1, 1, 1]),
      layout: .planes
    )
    let smaller = try full.scaled(by: 0.75)
    #expect(smaller.shape == [3, 6, 9])
    let draw = AugmentationDraw(Augmentation(.light), random: RandomSource(seed: 1), epoch: 2)
    for draw in [nil, draw] {
      var target = [Float](repeating: 0, count: 4 * 162)
      try target.withUnsafeMutableBufferPointer {
        try store.fill($0, samples: [0, 1, 2, 3], preprocessing: smaller, augmenting: draw) { count, body in
          (0..<count).forEach(body)
        }
      }
      for sample in 0..<4 {
        let image = Image(width: 12, height: 8, channels: 3, pixels: try store.bytes(sample))
        let expected = (draw?.changed(image, sample: sample) ?? image).resized(width: 9, height: 6)
        var planes: [Float] = []
        for channel in 0..<3 {
          planes += stride(from: channel, to: 162, by: 3).map { Float(expected.pixels[$0]) / 255 }
        }
        #expect(Array(target[sample * 162..<(sample + 1) * 162]) == planes)
      }
    }
  }

  @Test func settingsAreChecked() throws {
    #expect(Augmentation(.strong).problem == nil)
    let wrong = Augmentation([.horizontalFlip(), .resizedCrop(area: 0)])
    #expect(wrong.problem?.expected == "an area above 0 and up to 1, and an aspect of at least 1")
    let data = try JSONEncoder().encode(Augmentation(.strong))
    #expect(try JSONDecoder().decode(Augmentation.self, from: data) == Augmentation(.strong))
  }
}
