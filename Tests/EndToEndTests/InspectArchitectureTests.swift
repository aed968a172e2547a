import Testing

/// `fovea inspect` of an architecture.
struct InspectArchitectureTests {
  @Test func anArchitectureIsShownAsItWouldBeBuilt() throws {
    let shown = try Fovea.run("inspect", "resnet18", "--img-size", "224", "--classes", "1000")
    #expect(shown.status == 0)
    #expect(shown.output.hasPrefix("resnet18 for 1000 classes\n\nnode "))
    #expect(shown.output.contains("layer4.0.downsample.0"))
    #expect(shown.output.contains("11,689,512  1,816,557,056"))
    let described = try JSON.object(try Fovea.run("inspect", "cnn", "--channels", "gray", "--json").output)
    #expect(described["architecture"] as? String == "cnn")
    #expect(described["classes"] as? Int == 10)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let unknown = try Fovea.run("inspect", "resnet17")
    #expect(unknown.status == 66)
    #expect(
      unknown.errors.contains(
        "resnet17: no such file or folder; check the path, or name an architecture: logistic, mlp"))
    let small = try Fovea.run("inspect", "cnn", "--img-size", "8")
    #expect(small.status != 0)
    #expect(small.errors.contains("expected images of at least 16×16 pixels, received [3, 8, 8]"))
    #expect(try Fovea.run("inspect", "cnn", "--classes", "1").status == 64)
    #expect(try Fovea.run("inspect", "/", "--classes", "3").status == 64)
  }
}
