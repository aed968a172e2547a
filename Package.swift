// swift-tools-version: 6.1
import Foundation
import PackageDescription

// Modules are named Fovea<Folder>; imports point down the list of levels in CONTRIBUTING.md,
// which Scripts/check enforces.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func layer(_ folder: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: "Fovea\(folder)", dependencies: dependencies, path: "Sources/\(folder)",
    swiftSettings: settings)
}

/// Golden values and damaged files are read by path, where they lie.
func fixtures(of tests: String) -> [String] {
  ["Goldens", "Fixtures"].filter {
    FileManager.default.fileExists(atPath: Context.packageDirectory + "/Tests/\(tests)/\($0)")
  }
}

func tests(of folder: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(folder)Tests",
    dependencies: [.init(stringLiteral: "Fovea\(folder)"), "TestSupport"] + dependencies,
    path: "Tests/\(folder)Tests", exclude: fixtures(of: "\(folder)Tests"),
    swiftSettings: settings)
}

let package = Package(
  name: "fovea",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Fovea", targets: ["Fovea"]),
    // The target is not called fovea: beside Fovea that is the same folder where names ignore case.
    .executable(name: "fovea", targets: ["FoveaCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Level 0: C libraries behind one set of signatures each.
    .target(name: "CProcessor"),
    .target(name: "CStartup"),
    .target(
      name: "CImageCodecs",
      linkerSettings: [
        .linkedLibrary("jpeg"), .linkedLibrary("png"), .linkedLibrary("webp"),
        .linkedLibrary("webpdemux"), .linkedLibrary("z"),
      ]),
    // SHA-256; Apple's systems have CryptoKit.
    .systemLibrary(
      name: "CCrypto", providers: [.apt(["libssl-dev"]), .yum(["openssl-devel"]), .brew(["openssl"])]),
    .target(name: "CPixelLoops", dependencies: ["CProcessor"]),
    .target(name: "CTensorLoops", dependencies: ["CProcessor"]),
    .target(name: "COneDNN", dependencies: ["CProcessor"], linkerSettings: [.linkedLibrary("dnnl")]),

    // Level 1
    layer("Files", [.target(name: "CCrypto", condition: .when(platforms: [.linux]))]),
    layer("Images", ["CImageCodecs", "CPixelLoops"]),
    layer("Networks"),
    layer("Evaluation"),

    // Level 2
    layer("Datasets", ["FoveaFiles", "FoveaImages", "FoveaNetworks"]),
    layer("Execution", ["COneDNN", "CProcessor", "CTensorLoops", "FoveaFiles", "FoveaNetworks"]),
    layer("Interchange", ["FoveaFiles", "FoveaImages", "FoveaNetworks"]),

    // Level 3
    layer(
      "Inference",
      [
        "FoveaFiles", "FoveaImages", "FoveaNetworks", "FoveaEvaluation", "FoveaDatasets", "FoveaExecution",
        "FoveaInterchange",
      ]),

    // Level 4
    layer(
      "Training",
      [
        "FoveaInference", "FoveaImages", "FoveaNetworks", "FoveaEvaluation", "FoveaDatasets",
        "FoveaExecution", "FoveaFiles", "FoveaInterchange", "Yams",
      ]),
    layer("Reports", ["FoveaEvaluation", "FoveaFiles"]),

    // Level 5
    layer(
      "Runs",
      [
        "FoveaFiles", "FoveaImages", "FoveaNetworks", "FoveaEvaluation", "FoveaDatasets",
        "FoveaExecution", "FoveaInference", "FoveaInterchange", "FoveaTraining", "FoveaReports",
      ]),

    // Level 6
    .target(
      name: "Fovea",
      dependencies: [
        "FoveaFiles", "FoveaImages", "FoveaNetworks", "FoveaEvaluation", "FoveaDatasets",
        "FoveaExecution", "FoveaInterchange", "FoveaInference", "FoveaTraining", "FoveaReports",
        "FoveaRuns",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "FoveaCLI",
      dependencies: [
        "Fovea", "CStartup", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/CLI", swiftSettings: settings),

    // Tests
    // The naive loops of the reference are evaluated for every numerical derivative: optimised even in debug builds.
    .target(
      name: "TestSupport",
      dependencies: ["FoveaImages", "FoveaNetworks"],
      path: "Tests/TestSupport", swiftSettings: settings + [.unsafeFlags(["-O"])]),
    tests(of: "Files"),
    tests(of: "Images"),
    tests(of: "Networks"),
    tests(of: "Evaluation"),
    tests(of: "Datasets", ["FoveaFiles", "FoveaImages"]),
    tests(of: "Execution", ["FoveaNetworks"]),
    tests(of: "Interchange", ["FoveaNetworks"]),
    tests(of: "Inference", ["FoveaDatasets", "FoveaEvaluation", "FoveaImages", "FoveaNetworks"]),
    tests(
      of: "Training",
      ["FoveaDatasets", "FoveaExecution", "FoveaImages", "FoveaInference", "FoveaNetworks"]),
    tests(of: "Reports", ["FoveaEvaluation", "FoveaFiles", "FoveaImages"]),
    tests(
      of: "Runs",
      ["FoveaDatasets", "FoveaEvaluation", "FoveaImages", "FoveaInference", "FoveaNetworks", "FoveaTraining"]),
    .testTarget(
      name: "EndToEndTests", dependencies: ["TestSupport", "FoveaCLI", "FoveaImages"],
      path: "Tests/EndToEndTests", swiftSettings: settings),
  ]
)

// Not for anybody who only builds Fovea: Scripts/fuzz sets the variable, and the flags that the fuzzer needs. Inside of this
// package, because what is fuzzed is not all public.
if Context.environment["FOVEA_FUZZ"] != nil {
  package.targets += [
    .systemLibrary(name: "CFuzzer", path: "Fuzzing/CFuzzer"),
    .executableTarget(
      name: "FoveaFuzz",
      dependencies: [
        "CFuzzer", "FoveaDatasets", "FoveaImages", "FoveaInference", "FoveaInterchange", "FoveaTraining",
      ],
      path: "Fuzzing/FoveaFuzz", swiftSettings: settings),
  ]
}
