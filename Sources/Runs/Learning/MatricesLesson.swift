import Foundation
import FoveaFiles
import FoveaNetworks
import FoveaReports

/// Matrices, their transposes and products, and that a layer is one of them.
struct MatricesLesson {
  let a = Tensor([2, 3], [1, 2, 3, 4, 5, 6])
  let b = Tensor([3, 2], [1, 0, 2, 1, 0, 3])
  let product: Tensor
  /// What a linear layer of the engine makes of the rows of A with the weights Bᵀ.
  let layer: Tensor
  /// The product of two vectors, and the cosine of the angle between them.
  let u = Tensor([2], [3, 1])
  let v = Tensor([2], [1, 2])

  init() throws {
    product = a.matmul(b)
    var builder = NetworkBuilder(input: [3])
    builder.append(.linear(2, bias: false), name: "layer")
    let open = try OpenNetwork(builder.build(), ["layer.weight": b.transposed()], batch: 2)
    layer = Tensor([2, 2], try open.run(a.elements).logits)
  }

  var cosine: Double { Double(u.dot(v)) / (Double(u.dot(u)) * Double(v.dot(v))).squareRoot() }

  /// The largest difference between (A B)ᵀ and Bᵀ Aᵀ.
  var transposeDifference: Double {
    Double((product.transposed() - b.transposed().matmul(a.transposed())).map(abs).elements.max() ?? 0)
  }

  var lesson: Lesson {
    Lesson(
      topic: .matrices,
      sections: [
        LessonContent.Section(
          "product", "Product and transpose",
          [
            .text(
              "A matrix is a table of numbers with rows and columns. The transpose exchanges them. In a product each element is the dot product of a row of the first matrix with a column of the second: multiply in pairs, add up. So the first has as many columns as the second has rows."
            ),
            .formula("(A B)ᵢⱼ = Σₖ Aᵢₖ Bₖⱼ        (A B)ᵀ = Bᵀ Aᵀ"),
            .figures([productFigure]),
            .text("The lit element is 4·0 + 5·1 + 6·3 = 23."),
            .figures([transposeFigure]),
          ]),
        LessonContent.Section(
          "dot", "The dot product",
          [
            .text(
              "The dot product of two vectors is the product of their lengths and the cosine of the angle between them. It is large where both point the same way, zero where they are at right angles, and negative where they are opposed. A neuron compares its input with its weights in this way."
            ),
            .formula("u · v = Σ uᵢ vᵢ = |u| |v| cos θ"), .figures([angle]),
          ]),
        LessonContent.Section(
          "layer", "A layer is a product",
          [
            .text(
              "A batch of samples is a matrix X with a row a sample, and a linear layer is Y = X Wᵀ + b. With A for the samples and Bᵀ for the weights the engine gives the same four numbers as the sums above. Libraries are fast because the whole layer is one such product."
            )
          ]),
      ],
      numbers: [
        LessonNumber(
          "dot", "(1, 2, 3) · (4, 5, 6)", Double(Tensor([3], [1, 2, 3]).dot(Tensor([3], [4, 5, 6]))),
          digits: 0),
        LessonNumber("element", "the last element of A B", Double(product[1, 1]), digits: 0),
        LessonNumber("cosine", "cosine of the angle between (3, 1) and (1, 2)", cosine, digits: 4),
        LessonNumber(
          "layer-difference", "largest difference between A B and the engine's layer",
          Double((product - layer).map(abs).elements.max() ?? 0), digits: 0),
      ])
  }

  private func cells(_ matrix: Tensor) -> [[String]] {
    (0..<matrix.shape[0]).map { row in
      (0..<matrix.shape[1]).map { fixed(Double(matrix[row, $0]), 0) }
    }
  }

  private var productFigure: LessonFigure {
    LessonFigure(
      "matrices-product", title: "A row times a column",
      caption: "A times B: the second row of A and the second column of B make the lit element",
      .matrices(
        MatrixDiagram([
          .matrix(.init("A, 2×3", cells(a)) { row, _ in row == 1 }), .sign("·"),
          .matrix(.init("B, 3×2", cells(b)) { _, column in column == 1 }), .sign("="),
          .matrix(.init("A B, 2×2", cells(product)) { row, column in row == 1 && column == 1 }),
        ])))
  }

  private var transposeFigure: LessonFigure {
    LessonFigure(
      "matrices-transpose", title: "Rows become columns",
      caption: "A and its transpose: the first row becomes the first column",
      .matrices(
        MatrixDiagram([
          .matrix(.init("A", cells(a)) { row, _ in row == 0 }), .sign("→"),
          .matrix(.init("Aᵀ", cells(a.transposed())) { _, column in column == 0 }),
        ])))
  }

  private var angle: LessonFigure {
    func end(_ vector: Tensor) -> [(x: Double, y: Double)] {
      [(x: 0, y: 0), (x: Double(vector[0]), y: Double(vector[1]))]
    }
    // The part of v along u.
    let shadow = u * (u.dot(v) / u.dot(u))
    return LessonFigure(
      "matrices-angle", title: "The dot product measures agreement",
      caption:
        "u = (3, 1), v = (1, 2) and the shadow of v on u: u · v = 5 is the length of u times that of the shadow",
      .plot(
        LessonPlot(
          x: .init("first number", 0...4), y: .init("second number", 0...2.5),
          lines: [
            LessonPlot.Line("u", end(u), colour: 0), LessonPlot.Line("v", end(v), colour: 1),
            LessonPlot.Line(
              "shadow of v", [end(v)[1], (x: Double(shadow[0]), y: Double(shadow[1]))], colour: 7,
              isDashed: true),
          ],
          marks: [
            (x: 3, y: 1, text: "u", colour: 0), (x: 1, y: 2, text: "v", colour: 1),
            (x: Double(shadow[0]), y: Double(shadow[1]), text: "", colour: 7),
          ])))
  }
}
