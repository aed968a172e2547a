import Foundation
import FoveaFiles

/// The backbones of a user, by name: `$XDG_DATA_HOME/fovea/backbones/NAME/backbone.safetensors`, with `backbone.json` beside it.
///
/// A backbone is a model file as any other, so whatever takes a model takes it, too.
public struct BackboneStore: Hashable, Sendable {
  /// The folder that has a folder for each backbone.
  public let folder: String

  /// The store of this user, or one in another folder.
  public init(folder: String? = nil) { self.folder = folder ?? UserFolders.data + "/backbones" }

  static let modelName = "backbone.safetensors"
  static let recordName = "backbone.json"

  /// Every installed backbone, by name; a folder that is no backbone is passed over.
  public func list() throws(BackboneError) -> [Backbone] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var backbones: [Backbone] = []
    for name in names.sorted() where isInstalled(name) { backbones.append(try record(of: name)) }
    return backbones
  }

  /// The model file of the backbone of that name.
  public func path(of name: String) throws(BackboneError) -> String {
    guard isInstalled(name) else { throw .notInstalled(name, installed: installedNames) }
    return file(BackboneStore.modelName, of: name)
  }

  /// What is known of the backbone of that name.
  public func record(of name: String) throws(BackboneError) -> Backbone {
    guard isInstalled(name) else { throw .notInstalled(name, installed: installedNames) }
    let path = file(BackboneStore.recordName, of: name)
    guard let data = FileManager.default.contents(atPath: path),
      let record = try? JSONDecoder().decode(Backbone.self, from: data), record.name == name
    else { throw .damagedRecord(path: path) }
    return record
  }

  /// The model file that is meant by `nameOrFile`: an installed backbone, else a model file, or a run folder with one.
  ///
  /// What has a slash in it is a path and never a name.
  public func resolve(_ nameOrFile: String) throws(BackboneError) -> String {
    if isInstalled(nameOrFile) { return file(BackboneStore.modelName, of: nameOrFile) }
    if FileSystem.isFolder(nameOrFile) {
      let model = nameOrFile + "/model.safetensors"
      if FileManager.default.fileExists(atPath: model) { return model }
    } else if FileManager.default.fileExists(atPath: nameOrFile) {
      return nameOrFile
    }
    throw .notFound(nameOrFile, installed: installedNames)
  }

  /// The model file that is meant by `nameOrFile` where the user's own store is asked.
  public static func resolve(_ nameOrFile: String) throws(BackboneError) -> String {
    try BackboneStore().resolve(nameOrFile)
  }

  func file(_ file: String, of name: String) -> String { "\(folder)/\(name)/\(file)" }

  /// Whether a folder may be called that: letters, digits, `-`, `_` and dots behind the first.
  static func isName(_ name: String) -> Bool {
    let letters = name.utf8
    return !letters.isEmpty && letters.count <= 100 && letters.first != UInt8(ascii: ".")
      && letters.allSatisfy { byte in
        switch UnicodeScalar(byte) {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".": true
        default: false
        }
      }
  }

  private func isInstalled(_ name: String) -> Bool {
    BackboneStore.isName(name)
      && FileManager.default.fileExists(atPath: file(BackboneStore.modelName, of: name))
  }

  private var installedNames: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter(isInstalled).sorted()
  }
}
