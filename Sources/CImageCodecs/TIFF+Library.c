// Opens libtiff: version 4, of which each system names its binary interface in its own way.
#include "TIFF+Library.h"

#include <pthread.h>
#include <string.h>

#include "CImageCodecs+Internal.h"

static tiff_library library;
static int is_there;
static char missing[200];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const char *const names[] = {
#ifdef __APPLE__
    "libtiff.6.dylib", "/opt/homebrew/lib/libtiff.6.dylib", "/usr/local/lib/libtiff.6.dylib",
#else
    "libtiff.so.6", "libtiff.so.5",
#endif
    NULL,
};

static void load(void) {
  const fovea_symbol symbols[] = {
      {"TIFFClientOpen", &library.open, 0},
      {"TIFFClientOpenExt", &library.open_with, 1},
      {"TIFFOpenOptionsAlloc", &library.make_options, 1},
      {"TIFFOpenOptionsFree", &library.free_options, 1},
      {"TIFFOpenOptionsSetErrorHandlerExtR", &library.set_errors, 1},
      {"TIFFOpenOptionsSetWarningHandlerExtR", &library.set_warnings, 1},
      {"TIFFOpenOptionsSetMaxSingleMemAlloc", &library.set_limit, 1},
      {"TIFFSetErrorHandler", &library.set_global_errors, 0},
      {"TIFFSetErrorHandlerExt", &library.set_global_errors_with_source, 0},
      {"TIFFSetWarningHandler", &library.set_global_warnings, 0},
      {"TIFFClose", &library.close, 0},
      {"TIFFGetField", &library.get, 0},
      {"TIFFGetFieldDefaulted", &library.get_or_default, 0},
      {"TIFFSetField", &library.set, 0},
      {"TIFFReadDirectory", &library.next_directory, 0},
      {"TIFFSetDirectory", &library.set_directory, 0},
      {"TIFFIsTiled", &library.is_tiled, 0},
      {"TIFFScanlineSize64", &library.row_bytes, 0},
      {"TIFFTileSize64", &library.tile_bytes, 0},
      {"TIFFTileRowSize64", &library.tile_row_bytes, 0},
      {"TIFFReadScanline", &library.read_row, 0},
      {"TIFFReadTile", &library.read_tile, 0},
      {"TIFFRGBAImageOK", &library.can_convert, 0},
      {"TIFFReadRGBAStripExt", &library.convert_strip, 0},
      {"TIFFReadRGBATileExt", &library.convert_tile, 0},
      {"TIFFIsCODECConfigured", &library.has_codec, 0},
      {"TIFFGetVersion", &library.version, 0},
      {NULL, NULL, 0},
  };
  void *handle = fovea_open_library(names, missing, sizeof missing);
  is_there = handle && fovea_find_symbols(handle, symbols, missing, sizeof missing);
}

const tiff_library *fovea_tiff_library(char *reason, size_t size) {
  pthread_once(&once, load);
  if (is_there) return &library;
  snprintf(reason, size, "%s", missing);
  return NULL;
}

void fovea_tiff_version(char *text, size_t size) {
  const tiff_library *tiff = fovea_tiff_library(text, size);
  // The first line has the version, the others are of its authors.
  snprintf(text, size, "%s", tiff ? tiff->version() : "none");
  text[strcspn(text, "\n")] = 0;
}
