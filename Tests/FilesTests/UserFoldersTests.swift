import Testing

@testable import FoveaFiles

@Suite("The user's folders and texts")
struct UserFoldersTests {
  @Test(
    "the cache follows XDG, which has relative paths ignored",
    arguments: [
      (["XDG_CACHE_HOME": "/var/cache", "HOME": "/people/me"], "/var/cache/fovea"),
      (["XDG_CACHE_HOME": "relative", "HOME": "/people/me"], "/people/me/.cache/fovea"),
      (["XDG_CACHE_HOME": "", "HOME": "/people/me"], "/people/me/.cache/fovea"),
      (["HOME": "/people/me"], "/people/me/.cache/fovea"),
    ])
  func cache(environment: [String: String], folder: String) {
    #expect(UserFolders.folder("XDG_CACHE_HOME", else: ".cache", environment) == folder)
  }

  @Test(
    "text as a string of JSON",
    arguments: [
      ("plain é 😀", "\"plain é 😀\""), ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t\u{8}\u{c}", #""\n\r\t\b\f""#),
      ("\u{0}\u{1f}\u{7f}\u{2028}\u{2029}", #""\u0000\u001f\u007f\u2028\u2029""#),
      ("\u{80}\u{85}\u{9f}\u{a0}", "\"\\u0080\\u0085\\u009f\u{a0}\""),
      ("\u{feff}\u{fffe}\u{ffff}", #""\ufeff\ufffe\uffff""#), ("</script>", "\"</script>\""),
    ])
  func json(text: String, quoted: String) {
    #expect(JSONText.quoted(text) == quoted)
  }
}
