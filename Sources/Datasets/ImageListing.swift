import Foundation

/// The images that paths on a command line mean: files as they are, folders with everything below them.
package enum ImageListing {
  /// One path for each image, in the order of `paths`, folders in natural order.
  ///
  /// A file that is named itself is listed whatever its name; below folders only what is named like an image is. A
  /// path that is not there is listed too, so that it gets its error and no input is lost.
  package static func images(at paths: [String]) -> (paths: [String], issues: [SampleIssue]) {
    var images: [String] = []
    var issues: [SampleIssue] = []
    for path in paths {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        images.append(path)
        continue
      }
      var tree = FileTree()
      let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
      do throws(DataError) {
        images += try tree.files(below: folder).filter(ImageName.isCandidate)
      } catch {
        issues.append(SampleIssue(path: path, kind: .unreadable, reason: "\(error)"))
      }
      issues += tree.issues
    }
    return (images, issues)
  }
}
