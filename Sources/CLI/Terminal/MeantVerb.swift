/// Verbs of other tools, and which of Fovea's is meant.
enum MeantVerb {
  private static let evaluate = ("evaluate", "score a model on labeled images", "MODEL DATA")
  private static let classify = ("classify", "label images", "MODEL IMAGES")
  private static let train = ("train", "learn from labeled images", "DATA")
  private static let inspect = ("inspect", "show what a model, a run or some data is", "PATH")

  private static let known: [String: (verb: String, purpose: String, arguments: String)] = [
    "predict": classify, "infer": classify, "inference": classify, "label": classify, "sort": classify,
    "test": evaluate, "val": evaluate, "valid": evaluate, "validate": evaluate, "eval": evaluate,
    "score": evaluate,
    "fit": train, "finetune": train, "fine-tune": train, "resume": train,
    "info": inspect, "show": inspect, "summary": inspect,
  ]

  /// What to say of a `word` that is no verb; nil where nobody knows what is meant by it.
  static func hint(for word: String) -> String? {
    guard let meant = known[word.lowercased()] else { return nil }
    let end = word.lowercased() == "resume" ? "--resume RUN" : meant.arguments
    return "fovea has no verb '\(word)'; to \(meant.purpose): fovea \(meant.verb) \(end)"
  }
}
