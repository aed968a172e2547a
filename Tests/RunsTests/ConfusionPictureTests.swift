import FoveaEvaluation
import FoveaImages
import Testing

@testable import FoveaRuns

@Suite("Confusion matrix for TensorBoard")
struct ConfusionPictureTests {
  @Test func cellsAreColouredByTheirShareOfARow() throws {
    let matrix = try #require(ConfusionMatrix(rows: [[3, 1], [0, 1]]))
    let picture = ConfusionPicture(matrix, classes: ["a|b", "c"])
    #expect(picture.image.width == 600 && picture.image.height == 600)
    func color(_ row: Int, _ column: Int) -> [UInt8] {
      let place = 3 * ((row * 300 + 150) * 600 + column * 300 + 150)
      return Array(picture.image.pixels[place..<place + 3])
    }
    // All of the second row is right: the full colour; nothing of it is wrong: white.
    #expect(color(1, 1) == [31, 94, 168])
    #expect(color(1, 0) == [255, 255, 255])
    let (right, wrong) = (color(0, 0), color(0, 1))
    #expect(right[2] > right[0] && wrong[0] > wrong[2])
    #expect(
      picture.description.hasSuffix(
        "| true \\ predicted | a\\|b | c |\n|---|---:|---:|\n| a\\|b | 3 | 1 |\n| c | 0 | 1 |"))
  }
}
