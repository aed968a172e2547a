// HEIC, other HEIF, and AVIF by libheif: the primary picture, upright, alpha over white.
//
// libheif is opened at run time, by its documented interface: its headers are not needed to build.
// https://github.com/strukturag/libheif/blob/master/libheif/api/libheif/heif.h
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "CImageCodecs+Internal.h"

typedef struct heif_context heif_context;
typedef struct heif_image_handle heif_image_handle;
typedef struct heif_image heif_image;

typedef struct {
  int code;
  int subcode;
  const char *message;
} heif_error;

// The first fields of its options; later versions have more behind them, which are left as they are.
typedef struct {
  uint8_t version;
  uint8_t ignores_transformations;
  void (*on_start)(int, int, void *);
  void (*on_progress)(int, int, void *);
  void (*on_end)(int, void *);
  void *context;
  uint8_t converts_to_8_bits;  // since version 2
  uint8_t is_strict;           // since version 3
  const char *decoder;         // since version 4; another one is taken where it is not there
} heif_decoding_options;

enum { HEIF_INVALID = 2, HEIF_UNSUPPORTED_TYPE = 3, HEIF_UNSUPPORTED_FEATURE = 4, HEIF_NO_MEMORY = 6 };
enum { HEIF_UNSUPPORTED_CODEC = 3000, HEIF_SECURITY_LIMIT = 1000 };
enum { HEIF_COLORS_RGB = 1, HEIF_INTERLEAVED_RGB = 10, HEIF_INTERLEAVED_RGBA = 11, HEIF_CHANNEL_INTERLEAVED = 10 };
enum { HEIF_HEVC = 1, HEIF_AV1 = 4 };

static struct {
  const char *(*version)(void);
  int (*has_decoder)(int compression);
  heif_context *(*make_context)(void);
  void (*free_context)(heif_context *);
  void (*set_limit)(heif_context *, int side);
  void (*set_threads)(heif_context *, int count);
  heif_error (*read)(heif_context *, const void *bytes, size_t size, const void *options);
  heif_error (*primary)(heif_context *, heif_image_handle **);
  void (*free_handle)(const heif_image_handle *);
  int (*width)(const heif_image_handle *);
  int (*height)(const heif_image_handle *);
  int (*has_alpha)(const heif_image_handle *);
  int (*is_premultiplied)(const heif_image_handle *);
  heif_decoding_options *(*make_options)(void);
  void (*free_options)(heif_decoding_options *);
  heif_error (*decode)(const heif_image_handle *, heif_image **, int colors, int chroma, const heif_decoding_options *);
  void (*free_image)(const heif_image *);
  int (*image_width)(const heif_image *, int channel);
  int (*image_height)(const heif_image *, int channel);
  const uint8_t *(*plane)(const heif_image *, int channel, int *stride);
} heif;

static int is_there;
static char missing[200];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const char *const names[] = {
#ifdef __APPLE__
    "libheif.1.dylib", "/opt/homebrew/lib/libheif.1.dylib", "/usr/local/lib/libheif.1.dylib",
#else
    "libheif.so.1",
#endif
    NULL,
};

static void load(void) {
  const fovea_symbol symbols[] = {
      {"heif_get_version", &heif.version, 0},
      {"heif_have_decoder_for_format", &heif.has_decoder, 0},
      {"heif_context_alloc", &heif.make_context, 0},
      {"heif_context_free", &heif.free_context, 0},
      {"heif_context_set_maximum_image_size_limit", &heif.set_limit, 0},
      {"heif_context_set_max_decoding_threads", &heif.set_threads, 1},
      {"heif_context_read_from_memory_without_copy", &heif.read, 0},
      {"heif_context_get_primary_image_handle", &heif.primary, 0},
      {"heif_image_handle_release", &heif.free_handle, 0},
      {"heif_image_handle_get_width", &heif.width, 0},
      {"heif_image_handle_get_height", &heif.height, 0},
      {"heif_image_handle_has_alpha_channel", &heif.has_alpha, 0},
      {"heif_image_handle_is_premultiplied_alpha", &heif.is_premultiplied, 1},
      {"heif_decoding_options_alloc", &heif.make_options, 0},
      {"heif_decoding_options_free", &heif.free_options, 0},
      {"heif_decode_image", &heif.decode, 0},
      {"heif_image_release", &heif.free_image, 0},
      {"heif_image_get_width", &heif.image_width, 0},
      {"heif_image_get_height", &heif.image_height, 0},
      {"heif_image_get_plane_readonly", &heif.plane, 0},
      {NULL, NULL, 0},
  };
  void *handle = fovea_open_library(names, missing, sizeof missing);
  is_there = handle && fovea_find_symbols(handle, symbols, missing, sizeof missing);
}

void fovea_heif_version(char *text, size_t size) {
  pthread_once(&once, load);
  if (!is_there) {
    snprintf(text, size, "none");
    return;
  }
  // Decoders are packages of their own on some systems: what could not be read before one was installed now can.
  snprintf(text, size, "%s %d%d", heif.version(), heif.has_decoder(HEIF_HEVC) != 0, heif.has_decoder(HEIF_AV1) != 0);
}

static int fail(heif_error failure, fovea_codec_error *error) {
  int code = FOVEA_CODEC_DAMAGED;
  if (failure.code == HEIF_NO_MEMORY && failure.subcode != HEIF_SECURITY_LIMIT) code = FOVEA_CODEC_MEMORY;
  if (failure.code == HEIF_UNSUPPORTED_TYPE || failure.code == HEIF_UNSUPPORTED_FEATURE) code = FOVEA_CODEC_UNSUPPORTED;
  if (failure.code == HEIF_UNSUPPORTED_FEATURE && failure.subcode == HEIF_UNSUPPORTED_CODEC) {
    return fovea_fail(error, code,
                      "libheif has no decoder for its compression; on Debian and Ubuntu the packages "
                      "libheif-plugin-libde265 (HEIC) and libheif-plugin-aomdec (AVIF) are its decoders");
  }
  return fovea_fail(error, code, failure.message && *failure.message ? failure.message : "libheif gives no reason");
}

// c over white where c is already multiplied by its alpha: c + 255 − a.
static void composite_premultiplied(uint8_t *pixels, size_t count) {
  for (uint8_t *to = pixels, *from = pixels; count > 0; count--, from += 4) {
    for (int c = 0; c < 3; c++) {
      int value = from[c] + 255 - from[3];
      *to++ = (uint8_t)(value > 255 ? 255 : value);
    }
  }
}

static int decode_pixels(const heif_image_handle *handle, fovea_image *image, fovea_codec_error *error) {
  int has_alpha = heif.has_alpha(handle) != 0;
  uint32_t channels = has_alpha ? 4 : 3;
  heif_decoding_options *options = heif.make_options();
  if (!options) return fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the decoder");
  if (options->version >= 2) options->converts_to_8_bits = 1;
  // dav1d writes to standard error what it finds damaged; no decoder of HEIC has this name. libheif 1.15 still takes
  // dav1d for the alpha of an AVIF.
  if (options->version >= 4) options->decoder = "aom";
  heif_image *decoded = NULL;
  heif_error failure = heif.decode(handle, &decoded, HEIF_COLORS_RGB,
                                   has_alpha ? HEIF_INTERLEAVED_RGBA : HEIF_INTERLEAVED_RGB, options);
  heif.free_options(options);
  if (failure.code != 0 || !decoded) return fail(failure, error);
  int stride = 0;
  const uint8_t *from = heif.plane(decoded, HEIF_CHANNEL_INTERLEAVED, &stride);
  size_t row = (size_t)image->width * channels;
  if (!from || stride < 0 || (size_t)stride < row ||
      heif.image_width(decoded, HEIF_CHANNEL_INTERLEAVED) != (int)image->width ||
      heif.image_height(decoded, HEIF_CHANNEL_INTERLEAVED) != (int)image->height) {
    fovea_fail(error, FOVEA_CODEC_DAMAGED, "the picture is not of the size that the header claims");
  } else if (!(image->pixels = malloc(row * image->height))) {
    fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the pixels");
  } else {
    for (uint32_t y = 0; y < image->height; y++) memcpy(image->pixels + row * y, from + (size_t)stride * y, row);
    size_t count = (size_t)image->width * image->height;
    if (has_alpha && heif.is_premultiplied && heif.is_premultiplied(handle)) {
      composite_premultiplied(image->pixels, count);
    } else if (has_alpha) {
      fovea_composite(image->pixels, count, 4);
    }
  }
  heif.free_image(decoded);
  return error->code;
}

int fovea_heif_decode(const uint8_t *bytes, size_t size, fovea_size_limits limits, int probe, fovea_image *image,
                      fovea_codec_error *error) {
  memset(image, 0, sizeof *image);
  memset(error, 0, sizeof *error);
  pthread_once(&once, load);
  if (!is_there) return fovea_fail(error, FOVEA_CODEC_NO_LIBRARY, missing);
  heif_context *context = heif.make_context();
  if (!context) return fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the decoder");
  // Tiles of a grid and pictures behind a crop have sizes of their own, which only the library sees.
  heif.set_limit(context, limits.side > 0x7fffffff ? 0x7fffffff : (int)limits.side);
  // Files are decoded by several threads at once already.
  if (heif.set_threads) heif.set_threads(context, 0);
  heif_image_handle *handle = NULL;
  heif_error failure = heif.read(context, bytes, size, NULL);
  if (failure.code == 0) failure = heif.primary(context, &handle);
  if (failure.code != 0 || !handle) {
    fail(failure, error);
  } else {
    int width = heif.width(handle), height = heif.height(handle);
    image->width = image->full_width = width > 0 ? (uint32_t)width : 0;
    image->height = image->full_height = height > 0 ? (uint32_t)height : 0;
    image->channels = 3;
    if (fovea_check_size(image->width, image->height, limits, error) == FOVEA_CODEC_OK && !probe) {
      decode_pixels(handle, image, error);
    }
    heif.free_handle(handle);
  }
  heif.free_context(context);
  if (error->code != FOVEA_CODEC_OK) fovea_image_free(image);
  return error->code;
}
