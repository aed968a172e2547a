// swift-tools-version: 6.1
import PackageDescription

// Programs of a stranger: they depend on Fovea as any application would, and import nothing else of it.
let fovea = Target.Dependency.product(name: "Fovea", package: "fovea")
let programs = [
  "classify-folder", "train-run", "train-from-memory", "own-loop", "report", "explain", "tiny-command",
]

let package = Package(
  name: "fovea-examples",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "fovea", path: "..")],
  targets: programs.map { .executableTarget(name: $0, dependencies: [fovea]) }
)
