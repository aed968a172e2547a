import Foundation
import TestSupport
import Testing

/// From findings to a page and a list, from decisions to a manifest, and to a training with it.
@Suite("Fixing labels", .serialized)
struct FixTests {
  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  /// Two classes, a copy within one of them and a copy under the other label.
  private func withPictures(_ body: (_ pictures: Pictures, _ folder: String) throws -> Void) throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      for (from, to) in [("dark/3.png", "dark/copy.png"), ("light/5.png", "dark/wrong.png")] {
        try FileManager.default.copyItem(
          atPath: pictures.folder + "/" + from, toPath: pictures.folder + "/" + to)
      }
      try body(pictures, folder)
    }
  }

  @Test func fromACheckToAManifest() throws {
    try withPictures { pictures, folder in
      let before = try pictures.contents()
      #expect(try Fovea.run("check", pictures.folder, "-o", folder + "/check", "-q").status == 0)
      let asked = try Fovea.run("fix", pictures.folder, "--from", folder + "/check", "-o", folder + "/review")
      #expect(asked.status == 0, "\(asked.errors)")
      #expect(asked.output.contains("to decide of: \(folder)/review/review.html"))
      let page = try text(folder + "/review/review.html")
      #expect(page.contains("data:image/png;base64,") && page.contains("value=\"merge\""))
      // A person ticks: the copy goes, and of the two labels the right one stays.
      let list = folder + "/review/review.csv"
      var rows = try text(list).split(separator: "\n").map { $0.components(separatedBy: ",") }
      #expect(rows[0].prefix(5) == ["item", "path", "label", "action", "new_label"])
      for index in rows.indices.dropFirst() {
        let name = rows[index][1]
        if rows[index].contains("duplicate") { rows[index][3] = "merge" }
        if name.hasSuffix("dark/wrong.png") { (rows[index][3], rows[index][4]) = ("relabel", "light") }
      }
      try write(rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n", list)
      let fixed = folder + "/data/better.csv"
      let done = try Fovea.run("fix", pictures.folder, "--from", list, "-o", fixed)
      #expect(done.status == 0, "\(done.errors)")
      #expect(
        done.output == "\(fixed): 25 images; 1 relabelled, 0 left out, 1 merged into others\n",
        "\(done.output)")
      #expect(done.errors.contains("next: fovea train \(fixed) -o NEW-RUN\n"))
      let lines = try text(fixed).split(separator: "\n")
      #expect(lines[0] == "path,label" && lines.count == 26)
      #expect(lines.contains("dark/wrong.png,light") && lines.contains("dark/3.png,dark"))
      #expect(!lines.contains { $0.hasPrefix("dark/copy.png") })
      try FileManager.default.removeItem(atPath: fixed)
      #expect(try pictures.contents() == before)
    }
  }

  /// A person ticks in the page and saves; the file that the browser saves is the one that the command reads.
  @Test(.enabled(if: Chromium.path != nil, "chromium is not installed; Scripts/setup --tests installs it"))
  func tickedInABrowser() throws {
    try withPictures { pictures, folder in
      #expect(try Fovea.run("check", pictures.folder, "-o", folder + "/check", "-q").status == 0)
      let asked = try Fovea.run(
        "fix", pictures.folder, "--from", folder + "/check", "-o", folder + "/review", "-q")
      #expect(asked.status == 0, "\(asked.errors)")
      let browser = try BrowserSession()
      try browser.open(folder + "/review/review.html")
      #expect(try browser.evaluate("document.getElementById('review-count').textContent").hasPrefix("0 of "))
      // The wrong label gets the right one, a copy goes with its finding.
      let wrong = #"li[data-path$="dark/wrong.png"]"#
      try browser.click(wrong + " input[type=text]")
      try browser.evaluate("document.activeElement.select()")
      for letter in "light" {
        try browser.press("\(letter)", code: Int(letter.asciiValue ?? 0) - 32, text: "\(letter)")
      }
      #expect(
        try browser.evaluate("document.querySelector('\(wrong) input[value=relabel]').checked") == "true")
      try browser.click(#"li[data-path$="dark/copy.png"] input[value=merge]"#)
      // A picture is enlarged beside its choices, and nothing is decided by it.
      let count = try browser.evaluate("document.getElementById('review-count').textContent")
      try browser.click(wrong + " img")
      #expect(try browser.evaluate("document.querySelector('dialog').open") == "true")
      try browser.press("Escape", code: 27)
      #expect(try browser.evaluate("document.getElementById('review-count').textContent") == count)
      try browser.click("#review-save")
      let list = folder + "/ticked.csv"
      try write(try browser.saved("review.csv"), list)
      let fixed = folder + "/better.csv"
      let done = try Fovea.run("fix", pictures.folder, "--from", list, "-o", fixed)
      #expect(done.status == 0, "\(done.errors)")
      #expect(
        done.output == "\(fixed): 25 images; 1 relabelled, 0 left out, 1 merged into others\n",
        "\(done.output)")
      let lines = try text(fixed).split(separator: "\n")
      #expect(lines.contains { $0.hasSuffix("dark/wrong.png,light") })
      #expect(!lines.contains { $0.contains("dark/copy.png") })
    }
  }

  /// A run's own findings keep to its parts, so that the next one is scored on the same images.
  @Test func fromARunAndTrainedAgain() throws {
    try withPictures { pictures, folder in
      let run = folder + "/run"
      let options = ["--model", "logistic", "--epochs", "3", "--test-split", "0.3", "-q"]
      #expect(try Fovea.train([pictures.folder, "-o", run] + options).status == 0)
      let list = folder + "/ticked.csv"
      try write("path,action,new_label\n\(pictures.folder)/dark/wrong.png,relabel,light\n", list)
      try write(#"{"data": "x", "from": "\#(run)"}"#, folder + "/review.json")
      let fixed = folder + "/better.csv"
      let done = try Fovea.run("fix", pictures.folder, "--from", list, "-o", fixed, "--json", "-q")
      #expect(done.status == 0, "\(done.errors)")
      #expect(done.output.contains("\"relabeled\": 1") && done.output.contains("\"images\": 26"))
      // Each image is in the part that the run had it in.
      func parts(_ path: String) throws -> [String: Substring] {
        var parts: [String: Substring] = [:]
        for line in try text(path).split(separator: "\n").dropFirst() {
          let fields = line.split(separator: ",", omittingEmptySubsequences: false)
          parts[String(fields[0].split(separator: "/").suffix(2).joined(separator: "/"))] = fields[2]
        }
        return parts
      }
      #expect(try parts(fixed) == parts(run + "/split.csv"))
      let again = folder + "/again"
      let train = ["--model", "logistic", "--epochs", "3", "-q"]
      #expect(try Fovea.train([fixed, "-o", again] + train).status == 0)
      let compared = try Fovea.run("compare", run, again, "--data", fixed, "--split", "all")
      #expect(compared.status == 0, "\(compared.errors)")
    }
  }

  @Test func whatCannotBeDone() throws {
    try withPictures { pictures, folder in
      let list = folder + "/list.csv"
      func fix(_ rows: String, _ options: String...) throws -> Fovea.Outcome {
        try write(rows, list)
        return try Fovea.run(
          ["fix", pictures.folder, "--from", list, "-o", folder + "/new.csv", "-q"] + options)
      }
      let image = pictures.folder + "/dark/1.png"
      for (rows, status, words) in [
        (
          "path,action\n\(image),destroy\n", Int32(65),
          "line 2: expected an action of keep, relabel, exclude, merge, or none, received 'destroy'"
        ),
        (
          "path,action\n\(image),relabel\n", 65,
          "line 2: expected the new label in the column new_label, received none"
        ),
        (
          "path,action,new_label\n\(image),relabel,lihgt\n", 64,
          "expected a label of the data (dark, light), received 'lihgt'; --new-classes allows others"
        ),
        (
          "path,action\nnone.png,exclude\n", 65,
          "none.png: it is decided about, but \(pictures.folder) has no such image"
        ),
        (
          "path,action,new_label\n\(image),relabel,light\n\(image),exclude,\n", 65,
          "expected one decision, received 'relabel to light' and 'exclude'"
        ),
        (
          "path,action\n\(image),merge\n", 65,
          "expected at least two images of one finding to merge, received one"
        ),
        ("path,action\n\(image),keep\n", 65, "expected decisions for a manifest, received none"),
        (
          "a,b\n1,2\n", 65,
          "expected a run, the folder of a check, or a CSV file with the columns path and action"
        ),
      ] {
        let outcome = try fix(rows)
        #expect(outcome.status == status && outcome.errors.contains(words), "\(outcome.errors)")
      }
      #expect(!FileManager.default.fileExists(atPath: folder + "/new.csv"))
      let rows = "path,action,new_label\n\(image),relabel,dusk\n"
      #expect(try fix(rows, "--new-classes").status == 0)
      #expect(try text(folder + "/new.csv").contains("data/dark/1.png,dusk\n"))
      let twice = try fix(rows, "--new-classes")
      #expect(twice.status == 73 && twice.errors.contains("expected a new file, received one that is there"))
      #expect(try fix(rows, "--new-classes", "--overwrite").status == 0)
    }
  }
}
