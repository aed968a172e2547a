// TIFF by libtiff: gray, RGB, palettes, YCbCr and CMYK of 1 to 16 bits, in strips and tiles; the first page that is no
// preview.
//
// TIFF Revision 6.0 (Adobe, 1992) and its supplements.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "TIFF+Internal.h"

static ptrdiff_t read_bytes(void *context, void *to, ptrdiff_t count) {
  tiff_source *source = context;
  uint64_t left = source->position < source->size ? source->size - source->position : 0;
  uint64_t step = count < 0 ? 0 : (uint64_t)count < left ? (uint64_t)count : left;
  if (step > 0) memcpy(to, source->bytes + source->position, step);
  source->position += step;
  return (ptrdiff_t)step;
}

static ptrdiff_t write_bytes(void *context, void *from, ptrdiff_t count) {
  (void)context, (void)from, (void)count;
  return -1;
}

static uint64_t seek(void *context, uint64_t offset, int whence) {
  tiff_source *source = context;
  source->position = (whence == SEEK_CUR ? source->position : whence == SEEK_END ? source->size : 0) + offset;
  return source->position;
}

static int close_source(void *context) { return (void)context, 0; }

static uint64_t size_of(void *context) { return ((tiff_source *)context)->size; }

static int map(void *context, void **base, uint64_t *size) {
  tiff_source *source = context;
  *base = (void *)(uintptr_t)source->bytes;  // opened for reading, so that libtiff writes nothing there
  *size = source->size;
  return 1;
}

static void unmap(void *context, void *base, uint64_t size) { (void)context, (void)base, (void)size; }

static void keep(tiff_source *source, const char *format, va_list values) {
  if (source->errors++ == 0) vsnprintf(source->message, sizeof source->message, format, values);
}

static int on_error(TIFF *file, void *user, const char *module, const char *format, va_list values) {
  (void)file, (void)module;
  keep(user, format, values);
  return 1;
}

static int on_warning(TIFF *file, void *user, const char *module, const char *format, va_list values) {
  (void)file, (void)user, (void)module, (void)format, (void)values;
  return 1;
}

// Before libtiff 4.5 messages belong to the process: this thread's file is told by a variable of the thread.
static _Thread_local tiff_source *current;

static void on_global_error(void *context, const char *module, const char *format, va_list values) {
  (void)context, (void)module;
  if (current) keep(current, format, values);
}

static pthread_once_t silence_once = PTHREAD_ONCE_INIT;

static void silence(void) {
  char reason[8];
  const tiff_library *library = fovea_tiff_library(reason, sizeof reason);
  if (!library) return;
  library->set_global_warnings(NULL);
  library->set_global_errors(NULL);
  library->set_global_errors_with_source(on_global_error);
}

static void open_file(tiff_source *source, fovea_size_limits limits) {
  const tiff_library *tiff = source->library;
  const char *name = "picture", *mode = "r";
  if (tiff->open_with && tiff->make_options && tiff->free_options && tiff->set_errors && tiff->set_warnings) {
    TIFFOpenOptions *options = tiff->make_options();
    if (!options) return;
    tiff->set_errors(options, on_error, source);
    tiff->set_warnings(options, on_warning, source);
    // Tables of a directory, a strip or a tile: none needs more than all pixels.
    uint64_t most = limits.pixels < (1ull << 40) ? limits.pixels * 16 + (1 << 24) : 1ull << 44;
    if (tiff->set_limit) tiff->set_limit(options, (ptrdiff_t)most);
    source->file = tiff->open_with(name, mode, source, read_bytes, write_bytes, seek, close_source, size_of, map, unmap,
                                   options);
    tiff->free_options(options);
  } else {
    pthread_once(&silence_once, silence);
    source->file = tiff->open(name, mode, source, read_bytes, write_bytes, seek, close_source, size_of, map, unmap);
  }
}

void fovea_tiff_damage(const tiff_source *source, uint32_t row, fovea_image *image) {
  if (image->is_recovered && image->rows <= row) return;
  image->is_recovered = 1;
  image->rows = row;
  snprintf(image->reason, sizeof image->reason, "%s",
           source->message[0] ? source->message : "the picture data is damaged");
}

// Goes to the first page that is neither a preview nor a mask, and counts such pages.
static int find_page(tiff_source *source, fovea_image *image, fovea_codec_error *error) {
  const tiff_library *tiff = source->library;
  const void *version = NULL;
  // Canon's raw files say so behind the header; others have Adobe's tag.
  if ((source->size > 10 && memcmp(source->bytes + 8, "CR", 2) == 0) ||
      tiff->get(source->file, TIFF_DNG_VERSION, &version)) {
    return fovea_fail(error, FOVEA_CODEC_UNSUPPORTED, "the raw data of a camera; convert it to JPEG, PNG or TIFF first");
  }
  uint32_t first = 0;
  for (uint32_t index = 0; image->pages < FOVEA_PAGES_COUNTED; index++) {
    uint32_t type = 0;
    tiff->get(source->file, TIFF_SUBFILE_TYPE, &type);
    if (!(type & (TIFF_IS_PREVIEW | TIFF_IS_MASK)) && image->pages++ == 0) first = index;
    // The most directories of a chain, previews included: a hostile one costs no time.
    if (index + 1 >= 4 * FOVEA_PAGES_COUNTED || !tiff->next_directory(source->file)) break;
  }
  if (image->pages == 0) {
    return fovea_fail(error, FOVEA_CODEC_UNSUPPORTED,
                      "it has previews and no picture, as raw data of cameras; convert it to JPEG, PNG or TIFF first");
  }
  // What later pages have wrong with them is not this page's.
  source->errors = 0;
  source->message[0] = 0;
  if (tiff->set_directory(source->file, first)) return FOVEA_CODEC_OK;
  return fovea_fail(error, FOVEA_CODEC_DAMAGED, source->message[0] ? source->message : "its first page is damaged");
}

static int describe(tiff_source *source, fovea_size_limits limits, tiff_layout *layout, fovea_image *image,
                    fovea_codec_error *error) {
  const tiff_library *tiff = source->library;
  TIFF *file = source->file;
  uint16_t format = TIFF_UNSIGNED, planar = 1, orientation = 0, extra_count = 0;
  uint16_t *extra = NULL;
  tiff->get(file, TIFF_WIDTH, &image->width);
  tiff->get(file, TIFF_HEIGHT, &image->height);
  image->full_width = image->width;
  image->full_height = image->height;
  tiff->get_or_default(file, TIFF_BITS_PER_SAMPLE, &layout->bits);
  tiff->get_or_default(file, TIFF_SAMPLES_PER_PIXEL, &layout->samples);
  tiff->get_or_default(file, TIFF_SAMPLE_FORMAT, &format);
  tiff->get_or_default(file, TIFF_PLANAR, &planar);
  tiff->get_or_default(file, TIFF_COMPRESSION, &layout->compression);
  if (!tiff->get(file, TIFF_PHOTOMETRIC, &layout->photometric)) {
    layout->photometric = layout->samples >= 3 ? TIFF_RGB : TIFF_BLACK_IS_ZERO;
  }
  if (tiff->get(file, TIFF_ORIENTATION, &orientation) && orientation <= 8) image->orientation = orientation;
  if (!tiff->get(file, TIFF_EXTRA_SAMPLES, &extra_count, &extra)) extra_count = 0;
  layout->is_separate = planar == TIFF_SEPARATE_PLANES && layout->samples > 1;
  layout->is_tiled = tiff->is_tiled(file) != 0;
  layout->tile_limit = limits.pixels + (1 << 20);
  if (layout->is_tiled) {
    tiff->get(file, TIFF_TILE_WIDTH, &layout->tile_width);
    tiff->get(file, TIFF_TILE_HEIGHT, &layout->tile_height);
  }
  image->channels = layout->photometric <= TIFF_BLACK_IS_ZERO ? 1 : 3;
  if (fovea_check_size(image->width, image->height, limits, error) != FOVEA_CODEC_OK) return error->code;

  char text[200];
  if (format == TIFF_FLOATS || format == TIFF_SIGNED || (format != TIFF_UNSIGNED && format != TIFF_UNTYPED)) {
    const char *kind = format == TIFF_FLOATS ? "floating-point" : format == TIFF_SIGNED ? "signed" : "complex";
    snprintf(text, sizeof text, "its samples are %s numbers of %u bits, and no rule says which is black and which white; "
             "convert it to 8 or 16 bits without sign", kind, layout->bits);
    return fovea_fail(error, FOVEA_CODEC_UNSUPPORTED, text);
  }
  if (layout->bits == 0 || layout->bits > 16) {
    snprintf(text, sizeof text, "samples of %u bits; expected 1 to 16, so convert it to 16 bits", layout->bits);
    return fovea_fail(error, FOVEA_CODEC_UNSUPPORTED, text);
  }
  if (!tiff->has_codec(layout->compression)) {
    snprintf(text, sizeof text, "its compression (%u) is not one that this libtiff has", layout->compression);
    return fovea_fail(error, FOVEA_CODEC_UNSUPPORTED, text);
  }
  if (layout->photometric > TIFF_RGB) return FOVEA_CODEC_OK;  // libtiff converts the colours

  layout->colors = layout->photometric == TIFF_RGB ? 3 : 1;
  int extras = layout->samples - layout->colors;
  if (extras < 0) return fovea_fail(error, FOVEA_CODEC_DAMAGED, "it has fewer samples a pixel than its colours need");
  // The sample behind the colours is alpha where the file says so, and in RGB also where it says nothing of it.
  int kind = extra_count > 0 ? extra[0] : layout->colors == 3 ? TIFF_UNASSOCIATED_ALPHA : 0;
  layout->has_alpha = extras > 0 && (kind == TIFF_ASSOCIATED_ALPHA || kind == TIFF_UNASSOCIATED_ALPHA);
  layout->is_premultiplied = kind == TIFF_ASSOCIATED_ALPHA;
  // Channels of a microscope or a satellite: which of them a picture shows is not ours to choose.
  if ((layout->colors == 1 && extras > layout->has_alpha) || layout->samples > 16) {
    snprintf(text, sizeof text, "%u samples a pixel that are no colours; convert it to gray or RGB", layout->samples);
    return fovea_fail(error, FOVEA_CODEC_UNSUPPORTED, text);
  }
  return FOVEA_CODEC_OK;
}

static int read_pixels(tiff_source *source, const tiff_layout *layout, fovea_image *image, fovea_codec_error *error) {
  uint32_t channels = layout->colors == 0 ? 3 : layout->colors + (uint32_t)layout->has_alpha;
  size_t count = (size_t)image->width * image->height;
  image->pixels = malloc(count * channels);
  if (!image->pixels) return fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the pixels");
  memset(image->pixels, 255, count * channels);
  int code = layout->colors == 0 ? fovea_tiff_read_converted(source, layout, image, error)
                                 : fovea_tiff_read_samples(source, layout, image, error);
  if (code != FOVEA_CODEC_OK) return code;
  if (image->is_recovered && image->rows == 0) return fovea_fail(error, FOVEA_CODEC_DAMAGED, image->reason);
  image->channels = channels;
  if (!layout->has_alpha || layout->colors == 0) return FOVEA_CODEC_OK;
  if (layout->is_premultiplied) {
    uint8_t *to = image->pixels;
    for (const uint8_t *from = image->pixels; count > 0; count--, from += channels) {
      int rest = 255 - from[layout->colors];
      for (uint32_t c = 0; c < layout->colors; c++) {
        int value = from[c] + rest;
        *to++ = (uint8_t)(value > 255 ? 255 : value);
      }
    }
    image->channels = layout->colors;
  } else {
    image->channels = fovea_composite(image->pixels, count, channels);
  }
  return FOVEA_CODEC_OK;
}

int fovea_tiff_decode(const uint8_t *bytes, size_t size, fovea_size_limits limits, int probe, fovea_image *image,
                      fovea_codec_error *error) {
  memset(image, 0, sizeof *image);
  memset(error, 0, sizeof *error);
  tiff_source source = {.library = fovea_tiff_library(error->message, sizeof error->message), .bytes = bytes, .size = size};
  if (!source.library) return error->code = FOVEA_CODEC_NO_LIBRARY;
  tiff_source *outer = current;
  current = &source;
  tiff_layout layout = {0};
  open_file(&source, limits);
  if (!source.file) {
    fovea_fail(error, FOVEA_CODEC_DAMAGED, source.message[0] ? source.message : "the header is damaged or cut short");
  } else if (find_page(&source, image, error) == FOVEA_CODEC_OK &&
             describe(&source, limits, &layout, image, error) == FOVEA_CODEC_OK && !probe) {
    read_pixels(&source, &layout, image, error);
  }
  if (source.file) source.library->close(source.file);
  current = outer;
  if (error->code != FOVEA_CODEC_OK) fovea_image_free(image);
  return error->code;
}
