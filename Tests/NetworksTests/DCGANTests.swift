import FoveaNetworks
import Testing

@Suite("DCGAN")
struct DCGANTests {
  @Test("both networks have the shapes of the paper, for every side and colour", arguments: DCGAN.sides)
  func shapes(_ side: Int) throws {
    for channels in [1, 3] {
      let picture: Shape = [channels, side, side]
      let networks = DCGAN(latent: 10, width: 4)
      let generator = try networks.generator(of: picture, classes: 3)
      #expect(generator.input == [13, 1, 1])
      #expect(generator.output == picture)
      let discriminator = try networks.discriminator(of: picture, classes: 3)
      #expect(discriminator.input == picture)
      #expect(discriminator.output == [4])
      #expect(try networks.discriminator(of: picture).output == [1])
    }
  }

  @Test func ofSixtyFourPixelsHasTheChannelsOfThePaper() throws {
    let generator = try DCGAN(latent: 100, width: 64).generator(of: [3, 64, 64])
    let channels = generator.nodes.indices.filter {
      if case .transposedConvolution = generator.nodes[$0].operation { true } else { false }
    }.map { generator.shapes[$0].description }
    #expect(
      channels == ["[512, 4, 4]", "[256, 8, 8]", "[128, 16, 16]", "[64, 32, 32]", "[3, 64, 64]"])
  }

  @Test func theFirstLayerOfTheDiscriminatorIsNotNormalized() throws {
    let network = try DCGAN(width: 4, normalization: .batch).discriminator(of: [1, 28, 28])
    #expect(
      network.nodes.map(\.name) == [
        "down1.conv", "down1.relu", "down2.conv", "down2.norm", "down2.relu", "flatten", "head",
      ])
  }

  @Test func otherSizesAreRefusedWithTheNearest() {
    for (shape, nearest) in [
      ([1, 30, 30] as Shape, 32), ([3, 100, 100], 64), ([1, 28, 20], 20), ([1, 3, 3], 8),
    ] {
      #expect {
        _ = try DCGAN().generator(of: shape)
      } throws: { "\($0)".hasSuffix("received \(shape); choose the nearest that fits, --size \(nearest)") }
      #expect(throws: NetworkError.self) { try DCGAN().discriminator(of: shape) }
    }
    #expect(DCGAN.nearestSide(to: 30) == 32)
    #expect(DCGAN.nearestSide(to: 1000) == 64)
  }
}
