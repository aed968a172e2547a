// PNG by libpng: all colour types and depths, interlaced or not; and encoding to memory.
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "CImageCodecs+Internal.h"

typedef struct {
  png_structp reader;
  png_infop info;
  const uint8_t *bytes;
  size_t size, position;
  uint32_t channels;  // in memory while reading, alpha included
  uint32_t row;       // rows of the current pass that were read
  int pass;
  char message[200];
} png_state;

static void on_error(png_structp reader, png_const_charp message) {
  png_state *state = png_get_error_ptr(reader);
  snprintf(state->message, sizeof state->message, "%s", message);
  longjmp(png_jmpbuf(reader), 1);
}

static void on_warning(png_structp reader, png_const_charp message) {
  (void)reader;
  (void)message;
}

static void read_bytes(png_structp reader, png_bytep target, size_t count) {
  png_state *state = png_get_io_ptr(reader);
  if (count > state->size - state->position) png_error(reader, "the file ends early");
  memcpy(target, state->bytes + state->position, count);
  state->position += count;
}

static void read_header(png_state *state, fovea_image *image) {
  png_set_read_fn(state->reader, state, read_bytes);
  // The limit of pixels is checked by us, with its own error.
  png_set_user_limits(state->reader, 0x7fffffff, 0x7fffffff);
  png_read_info(state->reader, state->info);
  image->width = png_get_image_width(state->reader, state->info);
  image->height = png_get_image_height(state->reader, state->info);
  image->channels = png_get_color_type(state->reader, state->info) & PNG_COLOR_MASK_COLOR ? 3 : 1;
#ifdef PNG_eXIf_SUPPORTED
  png_uint_32 size = 0;
  png_bytep exif = NULL;
  if (png_get_eXIf_1(state->reader, state->info, &size, &exif)) fovea_take_exif(image, exif, size);
#endif
}

static void read_pixels(png_state *state, fovea_image *image, fovea_codec_error *error) {
  png_set_expand(state->reader);  // palettes, small depths, transparent colours
  png_set_scale_16(state->reader);
  int passes = png_set_interlace_handling(state->reader);
  png_read_update_info(state->reader, state->info);
  state->channels = png_get_channels(state->reader, state->info);
  size_t stride = png_get_rowbytes(state->reader, state->info);
  image->pixels = malloc(stride * image->height);
  if (!image->pixels) {
    fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the pixels");
    return;
  }
  // Opaque white where a file that ends early has no rows.
  memset(image->pixels, 255, stride * image->height);
  for (state->pass = 0; state->pass < passes; state->pass++) {
    for (state->row = 0; state->row < image->height; state->row++) {
      // Into the display row: early passes fill blocks, so that a cut interlaced file has no gaps.
      png_read_row(state->reader, NULL, image->pixels + stride * state->row);
    }
  }
  png_read_end(state->reader, NULL);
}

int fovea_png_decode(const uint8_t *bytes, size_t size, uint64_t pixel_limit, int probe, fovea_image *image,
                     fovea_codec_error *error) {
  memset(image, 0, sizeof *image);
  memset(error, 0, sizeof *error);
  // On the heap, so that its fields keep their values when an error jumps back here.
  png_state *state = calloc(1, sizeof *state);
  if (!state) return fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the decoder");
  state->bytes = bytes;
  state->size = size;
  state->reader = png_create_read_struct(PNG_LIBPNG_VER_STRING, state, on_error, on_warning);
  if (state->reader) state->info = png_create_info_struct(state->reader);
  if (!state->info) {
    fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the decoder");
  } else if (setjmp(png_jmpbuf(state->reader))) {
    if (image->pixels && (state->row > 0 || state->pass > 0)) {
      image->is_recovered = 1;
      image->rows = state->pass > 0 ? image->height : state->row;
      snprintf(image->reason, sizeof image->reason, "%s", state->message);
    } else {
      fovea_fail(error, FOVEA_CODEC_DAMAGED, state->message);
    }
  } else {
    read_header(state, image);
    if (fovea_check_size(image->width, image->height, pixel_limit, error) == FOVEA_CODEC_OK && !probe) {
      read_pixels(state, image, error);
    }
  }
  if (error->code == FOVEA_CODEC_OK && image->pixels) {
    image->channels = state->channels % 2 == 0
                          ? fovea_composite(image->pixels, (size_t)image->width * image->height, state->channels)
                          : state->channels;
  }
  if (state->reader) png_destroy_read_struct(&state->reader, state->info ? &state->info : NULL, NULL);
  free(state);
  if (error->code != FOVEA_CODEC_OK) fovea_image_free(image);
  return error->code;
}

int fovea_png_encode(const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, uint8_t **bytes,
                     size_t *size, fovea_codec_error *error) {
  memset(error, 0, sizeof *error);
  png_image image;
  memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  png_alloc_size_t capacity = PNG_IMAGE_PNG_SIZE_MAX(image);
  *bytes = malloc(capacity);
  if (!*bytes) return fovea_fail(error, FOVEA_CODEC_MEMORY, "no memory for the file");
  if (!png_image_write_to_memory(&image, *bytes, &capacity, 0, pixels, 0, NULL)) {
    free(*bytes);
    *bytes = NULL;
    return fovea_fail(error, FOVEA_CODEC_DAMAGED, image.message);
  }
  *size = capacity;
  return FOVEA_CODEC_OK;
}
