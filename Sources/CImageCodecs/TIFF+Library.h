// What is used of libtiff 4, by its documented interface: its headers are not needed to build.
//
// https://libtiff.gitlab.io/libtiff/functions.html
#ifndef FOVEA_TIFF_LIBRARY_H
#define FOVEA_TIFF_LIBRARY_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

typedef struct tiff TIFF;
typedef struct TIFFOpenOptions TIFFOpenOptions;
typedef ptrdiff_t (*tiff_transfer)(void *source, void *bytes, ptrdiff_t count);
typedef uint64_t (*tiff_seek)(void *source, uint64_t offset, int whence);
typedef int (*tiff_close)(void *source);
typedef uint64_t (*tiff_size)(void *source);
typedef int (*tiff_map)(void *source, void **base, uint64_t *size);
typedef void (*tiff_unmap)(void *source, void *base, uint64_t size);
// Of one handle, since libtiff 4.5; it returns whether the handlers of the process are left out.
typedef int (*tiff_message)(TIFF *, void *user, const char *module, const char *format, va_list);
// Of the process.
typedef void (*tiff_global_message)(void *source, const char *module, const char *format, va_list);

typedef struct {
  TIFF *(*open)(const char *name, const char *mode, void *source, tiff_transfer read, tiff_transfer write, tiff_seek,
                tiff_close, tiff_size, tiff_map, tiff_unmap);
  TIFF *(*open_with)(const char *name, const char *mode, void *source, tiff_transfer read, tiff_transfer write,
                     tiff_seek, tiff_close, tiff_size, tiff_map, tiff_unmap, TIFFOpenOptions *);
  TIFFOpenOptions *(*make_options)(void);
  void (*free_options)(TIFFOpenOptions *);
  void (*set_errors)(TIFFOpenOptions *, tiff_message, void *user);
  void (*set_warnings)(TIFFOpenOptions *, tiff_message, void *user);
  void (*set_limit)(TIFFOpenOptions *, ptrdiff_t bytes);
  void *(*set_global_errors)(void *);
  tiff_global_message (*set_global_errors_with_source)(tiff_global_message);
  void *(*set_global_warnings)(void *);
  void (*close)(TIFF *);
  int (*get)(TIFF *, uint32_t tag, ...);
  int (*get_or_default)(TIFF *, uint32_t tag, ...);
  int (*set)(TIFF *, uint32_t tag, ...);
  int (*next_directory)(TIFF *);
  int (*set_directory)(TIFF *, uint32_t index);
  int (*is_tiled)(TIFF *);
  uint64_t (*row_bytes)(TIFF *);
  uint64_t (*tile_bytes)(TIFF *);
  uint64_t (*tile_row_bytes)(TIFF *);
  int (*read_row)(TIFF *, void *bytes, uint32_t row, uint16_t sample);
  ptrdiff_t (*read_tile)(TIFF *, void *bytes, uint32_t x, uint32_t y, uint32_t z, uint16_t sample);
  int (*can_convert)(TIFF *, char reason[1024]);
  int (*convert_strip)(TIFF *, uint32_t row, uint32_t *pixels, int stops_on_error);
  int (*convert_tile)(TIFF *, uint32_t column, uint32_t row, uint32_t *pixels, int stops_on_error);
  int (*has_codec)(uint16_t compression);
  const char *(*version)(void);
} tiff_library;

// Tags and values of TIFF 6.0 and its supplements.
enum {
  TIFF_SUBFILE_TYPE = 254,
  TIFF_WIDTH = 256,
  TIFF_HEIGHT = 257,
  TIFF_BITS_PER_SAMPLE = 258,
  TIFF_COMPRESSION = 259,
  TIFF_PHOTOMETRIC = 262,
  TIFF_ORIENTATION = 274,
  TIFF_SAMPLES_PER_PIXEL = 277,
  TIFF_ROWS_PER_STRIP = 278,
  TIFF_PLANAR = 284,
  TIFF_TILE_WIDTH = 322,
  TIFF_TILE_HEIGHT = 323,
  TIFF_EXTRA_SAMPLES = 338,
  TIFF_SAMPLE_FORMAT = 339,
  TIFF_DNG_VERSION = 50706,
};
enum { TIFF_IS_PREVIEW = 1, TIFF_IS_MASK = 4 };
enum { TIFF_WHITE_IS_ZERO = 0, TIFF_BLACK_IS_ZERO = 1, TIFF_RGB = 2 };
enum { TIFF_SEPARATE_PLANES = 2 };
enum { TIFF_ASSOCIATED_ALPHA = 1, TIFF_UNASSOCIATED_ALPHA = 2 };
enum { TIFF_UNSIGNED = 1, TIFF_SIGNED = 2, TIFF_FLOATS = 3, TIFF_UNTYPED = 4 };

// The library, opened once; NULL and why in `reason` where it is not there.
const tiff_library *fovea_tiff_library(char *reason, size_t size);

#endif
