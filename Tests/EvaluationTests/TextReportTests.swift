import FoveaEvaluation
import Testing

@Suite("Text report")
struct TextReportTests {
  private func report(_ classes: [String], labels: [Int], predicted: [Int]) throws -> String {
    let probabilities = predicted.flatMap { chosen in classes.indices.map { $0 == chosen ? Float(1) : 0 } }
    let predictions = try Predictions(classes: classes, labels: labels, probabilities: probabilities)
    return try EvaluationResult(predictions, split: "test").textReport()
  }

  @Test("the layout is scikit-learn's")
  func layout() throws {
    #expect(
      try report(["class 0", "class 1", "class 2"], labels: [0, 1, 2, 2, 2], predicted: [0, 0, 2, 2, 1])
        == """
                      precision    recall  f1-score   support

             class 0       0.50      1.00      0.67         1
             class 1       0.00      0.00      0.00         1
             class 2       1.00      0.67      0.80         3

            accuracy                           0.60         5
           macro avg       0.50      0.56      0.49         5
        weighted avg       0.70      0.60      0.61         5

        """)
  }

  @Test("names in any script line up by the columns they take")
  func scripts() throws {
    #expect(
      try report(["猫の写真です大きい", "cafe\u{301}", "🐶👩‍👩‍👧🇩🇪"], labels: [0, 1, 2], predicted: [0, 1, 2]) == """
                            precision    recall  f1-score   support

        猫の写真です大きい       1.00      1.00      1.00         1
                      cafe\u{301}       1.00      1.00      1.00         1
                    🐶👩‍👩‍👧🇩🇪       1.00      1.00      1.00         1

                  accuracy                           1.00         3
                 macro avg       1.00      1.00      1.00         3
              weighted avg       1.00      1.00      1.00         3

        """)
  }

  @Test("undefined scores are dashes, and are explained")
  func undefined() throws {
    #expect(
      try report(["a", "b", "c"], labels: [0, 1], predicted: [0, 0]) == """
                      precision    recall  f1-score   support

                   a       0.50      1.00      0.67         1
                   b          -      0.00      0.00         1
                   c          -         -         -         0

            accuracy                           0.50         2
           macro avg       0.25      0.50      0.33         2
        weighted avg       0.25      0.50      0.33         2

        -: undefined, as the class has no sample or was never predicted. As in scikit-learn, averages count it as 0,
        and leave out a class that has neither.

        """)
  }

  @Test("control characters in names are shown, not obeyed")
  func controlCharacters() throws {
    let text = try report(["a\nb", "\u{1B}[2J"], labels: [0, 1], predicted: [0, 1])
    #expect(text.contains(#"        a\nb       1.00"#))
    #expect(text.contains(#"   \u{1B}[2J       1.00"#))
    #expect(!text.contains("\u{1B}"))
  }

  @Test(
    "display width",
    arguments: [
      ("", 0), ("cat", 3), ("猫", 2), ("ｶﾀｶﾅ", 4), ("ＡＢ", 4), ("한국어", 6), ("한", 2),
      ("e\u{301}", 1), ("สวัสดี", 4), ("Ω", 1), ("🐶", 2), ("❤️", 2), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("a\u{200B}b", 2),
      ("س\u{64E}", 1), ("㉈", 1), ("〈〉", 4), ("𠀀", 2),
    ])
  func displayWidth(text: String, width: Int) {
    #expect(text.displayWidth == width)
  }
}
