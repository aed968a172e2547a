import FoveaDatasets
import FoveaImages
import FoveaNetworks

extension RecipeField {
  /// Every setting, in the order in which recipes are written.
  package static let all: [RecipeField] =
    network + images + split + training + decision + arithmetic

  private static let network = [
    RecipeField(
      "backbone", .network, .text, optional: true,
      "The model whose features are learned on: an installed backbone by its name, a model file, or a run folder; null trains a network from its beginning."
    ),
    RecipeField(
      "method", .network, .word(["head-only", "fine-tune"]), optional: true,
      "With a backbone: head-only learns a head on its features, fine-tune from there all layers; null takes head-only below 5000 training images."
    ),
    RecipeField(
      "backbone_sha256", .network, .text, optional: true,
      "With a backbone: SHA-256 of its layers, weights and preprocessing, without which training is refused; null takes any."
    ),
    RecipeField("model", .network, .word(Architecture.all.map(\.name)), "The architecture."),
    RecipeField(
      "hidden", .network, .wholeNumbers, of: model { $0.hidden != nil },
      "Widths of the hidden layers, each 1 to 65536; of recurrent ones the numbers in a state; with a backbone those of its head, which is logistic regression without."
    ),
    RecipeField(
      "layers", .network, .wholeNumber, optional: true, of: recurrent,
      "Recurrent layers, 1 to 64, where hidden has one width for all; null takes one for each width."),
    RecipeField(
      "bidirectional", .network, .flag, of: recurrent,
      "Whether every recurrent layer also goes from the last step to the first."),
    RecipeField(
      "sequence", .network, .word(RecurrentNetwork.Sequence.allCases.map(\.rawValue)), of: recurrent,
      "What a step of the sequence is."),
    RecipeField(
      "summary", .network, .word(RecurrentNetwork.Summary.allCases.map(\.rawValue)), of: recurrent,
      "What of the last layer's states goes to the head: the one after the last step, or the mean of all."),
    RecipeField(
      "reset_gate", .network, .word(ResetGate.allCases.map(\.rawValue)),
      of: Scope(key: "model", words: ["gru"]),
      "Whether the reset gate scales the state after its product with the weights, as PyTorch does, or before it."
    ),
    RecipeField(
      "activation", .network, .text, of: model { $0.activation != nil },
      "Non-linearity between the layers: sigmoid, tanh, relu, leaky-relu or leaky-relu:SLOPE, noisy-relu, relu6, silu, gelu."
    ),
    RecipeField(
      "batch_norm", .network, .flag, of: model { $0.batchNormalization != nil },
      "Whether hidden layers are normalised over the batch."),
    RecipeField(
      "patch", .network, .wholeNumber, optional: true,
      of: Scope(key: "model", words: ["patch-mlp"] + recurrent.words),
      "Side of a patch in pixels; null takes a divisor of the image's side near an eighth of it."),
    RecipeField(
      "width", .network, .number, of: model { $0.width != nil },
      "What the channels of the stages are multiplied with, 0 < width ≤ 16."),
    RecipeField(
      "dropout", .network, .number, of: model { $0.dropout != nil },
      "Share of values that dropout clears while training, 0 ≤ share < 1."),
  ]

  private static let images = [
    RecipeField(
      "img_size", .images, .wholeNumber, optional: true,
      "Side in pixels that images are brought to, 1 to 4096; null keeps their own if they share one up to 64, else 64."
    ),
    RecipeField(
      "channels", .images, .word(Channels.allCases.map(\.rawValue)), optional: true,
      "Colours that the network sees; null takes gray if all images are."),
    RecipeField(
      "resize", .images, .word(ResizeMode.allCases.map(\.rawValue)), "How another aspect ratio fits."),
    RecipeField(
      "interpolation", .images, .word(Interpolation.allCases.map(\.rawValue)), "Resampling filter."),
    RecipeField(
      "exact_decode", .images, .flag,
      "Whether every pixel of a JPEG is decoded, also where a half or a quarter of them would do."),
  ]

  private static let split = [
    RecipeField(
      "val_split", .split, .number, optional: true,
      "Share of the training images held out for validation where the data has no own part, 0 to 0.9; null takes 0.1, at most 3000 images."
    ),
    RecipeField(
      "test_split", .split, .number, optional: true,
      "Share of the images held out for the test where the data has no own part, 0 to 0.9; null takes none."),
    RecipeField(
      "folds", .split, .wholeNumber, optional: true,
      "Divide into this many folds instead, at least 2; null holds out a share. Where every fold is trained, val_split is a share of the others."
    ),
    RecipeField(
      "fold", .split, .wholeNumber, optional: true,
      "The fold that is held out, from 1; null trains a model for each."),
    RecipeField(
      "group_pattern", .split, .text, optional: true,
      "Regular expression for paths: images whose first parentheses match the same text stay on one side."),
    RecipeField(
      "no_check", .split, .flag,
      "Skip the search for damaged files and near-duplicates before training; data leakage between the parts then goes unseen."
    ),
  ]

  private static let decision = [
    RecipeField(
      "threshold", .decision, .numberOrText, optional: true,
      "Two classes: the probability of the positive one above which it is predicted, or how it is chosen on the validation part: f1, youden, recall=R, specificity=S; null takes 0.5, or the most accurate one where 250 or more images of the validation part show that it is better."
    ),
    RecipeField(
      "costs", .decision, .text, optional: true,
      "Two classes: choose the threshold of the lowest cost, such as fp=1,fn=10, or 10:1 for FN:FP."),
    RecipeField(
      "positive", .decision, .text, optional: true,
      "Two classes: the positive one, which threshold and scores are of; null takes the second by name."),
    RecipeField(
      "prevalence", .decision, .number, optional: true,
      "Two classes: share of the positive one where the model will be used, above 0 and below 1, which scores are restated for; null restates none."
    ),
  ]

  private static let arithmetic = [
    RecipeField(
      "precision", .arithmetic, .word(["auto", "f32", "bf16"]),
      "Numbers to compute with; auto is f32."),
    RecipeField(
      "algorithms", .arithmetic, .names, optional: true,
      "Which algorithm each convolution uses where there was a choice; null measures which is the fastest."),
  ]

  private static let recurrent = model { $0.recurrent != nil }

  private static func model(_ isIncluded: (Architecture) -> Bool) -> Scope {
    Scope(key: "model", words: Architecture.all.filter(isIncluded).map(\.name))
  }
}
